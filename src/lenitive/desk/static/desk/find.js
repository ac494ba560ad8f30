// The search box as a combobox: options while one types, chosen by arrows and Enter, or by touch. Without this
// script the box is a form that leads to the list of people.
{
  const form = document.querySelector("form[data-suggest]");
  const box = form?.querySelector("#find");
  const list = form?.querySelector("#found");
  const said = form?.querySelector("#found-said");
  const WAIT = 120; // ms after the last letter
  let timer, asked, chosen = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const all = options();
    if (!all.length) return;
    chosen = (place + all.length) % all.length;
    all.forEach((each, at) => each.setAttribute("aria-selected", String(at === chosen)));
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  async function suggest() {
    const search = box.value.trim();
    asked?.abort();
    if (!search) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ search })}`, {
        signal: asked.signal, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "error",
      });
      if (!answer.ok || box.value.trim() !== search) return;
      list.innerHTML = await answer.text(); // our own template, which escapes every name
      list.hidden = document.activeElement !== box;
      chosen = -1;
      box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-expanded", String(!list.hidden));
      const count = options().length;
      said.textContent = count ? `${count} ${said.dataset.some}` : said.dataset.none;
    } catch (problem) {
      if (problem.name !== "AbortError") close(); // no connection: the form still works when there is one
    }
  }

  const KEYS = {
    ArrowDown: () => (list.hidden ? suggest() : choose(chosen + 1)),
    ArrowUp: () => choose(chosen < 0 ? -1 : chosen - 1),
    Escape: close,
  };

  if (form) {
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", "found");
    box.setAttribute("aria-expanded", "false");
    box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, WAIT); });
    form.addEventListener("submit", () => { clearTimeout(timer); asked?.abort(); close(); });
    box.addEventListener("blur", () => setTimeout(close, 150));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
        event.preventDefault();
        location.assign(options()[chosen].dataset.href);
      } else if (KEYS[event.key] && !(event.key === "Escape" && list.hidden)) {
        event.preventDefault();
        KEYS[event.key]();
      }
    });
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) location.assign(option.dataset.href);
    });
  }
}
