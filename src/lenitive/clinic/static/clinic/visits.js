// Keeps each field of a visit as it is typed. What cannot be sent stays on this device and is sent again by
// itself, also after the page was closed; without this script each step has its own button.
const steps = document.getElementById("steps");
const said = document.getElementById("saved");
const STORE = `lenitive visit ${steps.dataset.visit}`;
const WAIT = 700; // ms after the last letter
const AGAIN = 4000; // ms until what could not be sent is tried again
const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

const read = () => JSON.parse(localStorage.getItem(STORE) ?? "{}");
function write(all) {
  if (Object.keys(all).length) localStorage.setItem(STORE, JSON.stringify(all));
  else localStorage.removeItem(STORE);
}

const fieldOf = (control) => control.closest(".field");
const controls = (key) => [...steps.querySelectorAll(`[name="v-${CSS.escape(key)}"]`)];
const seenOf = (key) => steps.querySelector(`[name="seen-${CSS.escape(key)}"]`);
const token = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");

function tell(words, waits = false) {
  said.hidden = false;
  said.textContent = words;
  said.classList.toggle("waits", waits);
}

function mark(key, problem) {
  const field = fieldOf(controls(key)[0] ?? said);
  if (!field) return;
  field.querySelector(".wrong")?.remove();
  field.classList.toggle("field-wrong", Boolean(problem));
  if (!problem) return;
  const words = document.createElement("p");
  words.className = "wrong";
  words.textContent = problem;
  field.append(words);
}

function note(control) {
  const key = control.name.slice(2);
  const all = read();
  // The same token until it is sent: the server counts it once, however often it arrives.
  all[key] = { value: control.value, seen: all[key]?.seen ?? seenOf(key)?.value ?? "0", token: token() };
  write(all);
  fieldOf(control)?.classList.add("waits");
}

let sending = false;
async function send() {
  if (sending) return;
  sending = true;
  try {
    for (const [key, one] of Object.entries(read())) if (!(await sendOne(key, one))) return later();
  } finally {
    sending = false;
  }
  if (Object.values(read()).some((each) => !each.refused)) later(WAIT);
}

async function sendOne(key, one) {
  if (one.refused) return true;
  const body = new URLSearchParams({ field: key, ...one, csrfmiddlewaretoken: csrf() });
  const answer = await fetch(steps.dataset.field, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (!answer || answer.type === "opaqueredirect" || answer.status >= 500 || answer.status === 403) {
    tell(answer?.type === "opaqueredirect" || answer?.status === 403 ? said.dataset.signedOut : said.dataset.waits, true);
    return false;
  }
  const told = answer.ok || answer.status !== 404 ? await answer.json() : { says: said.dataset.waits };
  // Read only now, and written before anything else happens: what was typed while the answer came stays.
  const now = read();
  const same = now[key]?.token === one.token;
  if (!answer.ok) {
    if (same) write({ ...now, [key]: { ...one, refused: true } });
    mark(key, told.says);
    return true;
  }
  const kept = told;
  if (same) delete now[key];
  else if (now[key]) now[key].seen = String(kept.number);
  write(now);
  if (same) fieldOf(controls(key)[0])?.classList.remove("waits");
  if (seenOf(key)) seenOf(key).value = kept.number;
  mark(key, "");
  if (kept.notice) merge(key, kept);
  tell(kept.notice || `${said.dataset.kept} ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
  if (kept.look_again) await look();
  return true;
}

function merge(key, kept) {
  const [control] = controls(key);
  if (control?.tagName === "TEXTAREA" && !read()[key]) control.value = kept.value;
}

// What stands around the button that closes the visit, and not the button: somebody may be pressing it.
function renew(old, fresh) {
  const [form, anew] = [old, fresh].map((each) => each.querySelector(":scope > form"));
  if (!form || !anew) {
    old.replaceWith(fresh);
    return;
  }
  for (const each of [...old.children]) if (each !== form) each.remove();
  const at = [...fresh.children].indexOf(anew);
  const around = [...fresh.children].filter((each) => each !== anew);
  form.before(...around.slice(0, at));
  form.after(...around.slice(at));
}

// What stops and what waits may be another now; a step that somebody types in stays as it is.
async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["checks", "ends"]) {
    const [old, fresh] = [document, page].map((each) => each.getElementById(part));
    if (old && fresh) renew(old, fresh); // the diary alone has neither
  }
  const waiting = Object.keys(read());
  for (const step of steps.querySelectorAll(".step")) {
    const busy = step.contains(document.activeElement) || waiting.some((key) => controls(key).some((each) => step.contains(each)));
    const fresh = page.getElementById(step.id);
    if (fresh && !busy) step.replaceWith(fresh);
    else if (fresh) step.querySelector(".panel")?.replaceWith(fresh.querySelector(".panel") ?? "");
  }
}

let timer;
function later(wait = AGAIN) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

steps.addEventListener("input", (event) => {
  if (!event.target.name?.startsWith("v-")) return;
  note(event.target);
  later(event.target.type === "radio" ? 0 : WAIT);
});
steps.addEventListener("change", (event) => event.target.name?.startsWith("v-") && later(0));
// A step that is sent as a form takes its fields with it.
steps.addEventListener("submit", (event) => {
  const all = read();
  for (const each of event.target.elements) if (each.name?.startsWith("v-")) delete all[each.name.slice(2)];
  write(all);
});
window.addEventListener("online", () => later(0));
document.addEventListener("visibilitychange", () => later(0));

// What was typed before this script was there counts as well.
function changed(control) {
  if (control.type === "radio") return control.checked && !control.defaultChecked;
  if (control.tagName === "SELECT") return control.value !== "" && !control.selectedOptions[0].defaultSelected;
  return control.value !== control.defaultValue;
}
for (const control of steps.querySelectorAll('[name^="v-"]')) if (changed(control)) note(control);

// What was typed and could not be sent before the page was closed stands in its field again.
for (const [key, one] of Object.entries(read())) {
  for (const control of controls(key)) {
    if (control.type === "radio") control.checked = control.value === one.value;
    else control.value = one.value;
    fieldOf(control)?.classList.add("waits");
  }
}
if (Object.keys(read()).length) later(0);
