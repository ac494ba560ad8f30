// The card for a bad day: kept on this phone if the person says so, and shown without a connection.
(async () => {
  const PLACE = "flare card";
  const button = document.getElementById("keep-card");
  const card = document.getElementById("card");
  const shown = document.getElementById("kept-card");
  const parts = () => [...card.querySelectorAll("section")].map((each) => ({
    title: each.querySelector("h2").textContent,
    lines: each.querySelector("ul")
      ? [...each.querySelectorAll("li")].map((one) => one.textContent)
      : each.querySelector("p").innerText.split("\n"),
  }));

  if (shown) {
    const kept = await ownPhone.kept(PLACE).catch(() => undefined);
    if (!kept) { shown.textContent = shown.dataset.none; return; }
    for (const part of kept) {
      const section = document.createElement("section");
      section.append(Object.assign(document.createElement("h2"), { textContent: part.title }));
      for (const line of part.lines) section.append(Object.assign(document.createElement("p"), { textContent: line }));
      shown.append(section);
    }
    return;
  }
  if (!button) return;
  const keep = async () => {
    try {
      await ownPhone.keep(PLACE, parts());
      button.textContent = button.dataset.kept;
    } catch { button.textContent = button.dataset.full; }
  };
  button.hidden = false;
  button.addEventListener("click", keep);
  if (await ownPhone.kept(PLACE).catch(() => undefined)) keep(); // the newest words
})();
