// The diary: what is pressed is kept on this phone at once and sent when there is a connection.
{
  const form = document.getElementById("diary");
  const words = form.dataset;
  const state = document.getElementById("diary-state");
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const dayOf = (when) => `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  const uuid = crypto.randomUUID?.() ?? form.elements.uuid.value;
  // The page may have been made by a clock elsewhere: the day is the one on this person's wall.
  const day = form.elements.day.dataset.chosen ? form.elements.day.value : dayOf(now);
  const stale = form.elements.day.value !== day;
  let was = {};

  const fields = () => [...form.elements].filter((each) => each.dataset.field);
  const value = (each) => {
    if (each.type === "checkbox") return each.checked;
    if (each.value === "") return null;
    return each.tagName === "SELECT" ? Number(each.value) : each.value;
  };
  const all = () => Object.fromEntries(fields().map((each) => [each.dataset.field, value(each)]));
  const changed = () => Object.fromEntries(Object.entries(all()).filter(([name, each]) => each !== was[name]));

  function show(text, kind) {
    state.textContent = text;
    state.dataset.state = kind;
  }

  function entry(whose) {
    const version = crypto.randomUUID?.() ?? `${uuid.slice(0, 24)}${String(Date.now()).slice(-12)}`;
    const at = new Date();
    return { uuid, version, whose, day, at: at.toISOString(), offset: -at.getTimezoneOffset(), answers: changed() };
  }

  async function keep() {
    const whose = document.body.dataset.whose || (await ownPhone.kept("whose").catch(() => ""));
    const one = entry(whose);
    if (Object.keys(one.answers).length === 0) return show(words.nothing, "nothing");
    try {
      await ownPhone.put(one);
    } catch {
      return fullPhone(one); // no room on the phone: it goes straight to the clinic, or stays on the page
    }
    form.removeAttribute("data-changed");
    show(words.here, "here");
    const worker = await navigator.serviceWorker?.getRegistration("/me/");
    await worker?.sync?.register("diary").catch(() => {});
    await self.ownSend();
    if (form.hasAttribute("data-changed") === false) await tell();
  }

  async function fullPhone(one) {
    show(words.full, "full");
    const done = await ownPhone.deliver([one]).catch(() => null);
    if (done) show(words.clinic, "clinic");
    else addEventListener("online", () => fullPhone(one), { once: true });
  }

  async function tell() {
    const left = await ownPhone.waiting().catch(() => []);
    const mine = left.find((each) => each.uuid === uuid);
    const refused = left.find((each) => each.refused)?.refused;
    if (refused) return show(refused, "refused");
    if (mine) return show(words.here, "here");
    if (left.length) return show(words.waiting.replace("%s", left.length), "here");
    if (state.dataset.state) show(words.clinic, "clinic");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && form.hasAttribute("data-changed")) keep();
  });
  document.addEventListener("own:sent", tell);

  (async () => {
    was = all();
    if (stale) {
      form.elements.day.value = day;
      for (const each of fields()) { if (each.type === "checkbox") each.checked = false; else each.value = ""; }
      was = all();
    }
    // What this phone kept of today and has not sent yet is shown as it was left.
    const left = (await ownPhone.waiting().catch(() => [])).filter((each) => each.day === day);
    for (const each of left.sort((one, other) => (one.at < other.at ? -1 : 1))) {
      for (const [name, answer] of Object.entries(each.answers)) {
        const input = fields().find((one) => one.dataset.field === name);
        if (input?.type === "checkbox") input.checked = answer === true;
        else if (input) input.value = answer ?? "";
        was[name] = answer;
      }
    }
    if (left.length) show(words.here, "here");
    form.dataset.ready = "yes";
  })();
}
