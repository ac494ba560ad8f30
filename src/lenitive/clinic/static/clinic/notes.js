// Keeps a draft while it is written. Without scripts the form's own button does the same.
// A section is sent with the text it began from; the server merges it with what others wrote. What was typed
// since stays: the next round begins from what was sent, so no word is lost on the way, however slow it is.
const form = document.querySelector("[data-autosaves]");
const told = document.getElementById("kept");
const PAUSE = 1500, AGAIN = 5000;
let timer = 0, busy = false, over = false;

const parts = () => [...form.querySelectorAll("textarea[name^='text-']")].map((text) => ({
  name: text.name.slice(5),
  text,
  base: form.elements[`base-${text.name.slice(5)}`],
}));
const same = (one, other) => one.replaceAll("\r\n", "\n").trimEnd() === other.replaceAll("\r\n", "\n").trimEnd();
const unkept = () => parts().filter((part) => !same(part.text.value, part.base.value));

function say(words, state = "kept") {
  told.textContent = words;
  told.dataset.state = state;
}

function later(wait = PAUSE) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(keep, wait);
}

async function keep() {
  const wanted = unkept();
  if (busy || over || !wanted.length) return;
  busy = true;
  say(form.dataset.keeping);
  const sent = new Map(wanted.map((part) => [part.name, part.text.value]));
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("draft", form.elements.draft.value);
  for (const part of wanted) {
    body.set(`base-${part.name}`, part.base.value);
    body.set(`text-${part.name}`, part.text.value);
  }
  let wait = 0;
  try {
    wait = await taken(await fetch(location.pathname, { method: "POST", body, headers: { "X-Autosave": "1" } }), sent);
  } catch {
    say(form.dataset.lost, "lost");
    wait = AGAIN;
  }
  busy = false;
  if (wait || unkept().length) later(wait || PAUSE);
}

// What the server answered; gives how long to wait before the next try, 0 where all is well.
async function taken(answer, sent) {
  const isJson = (answer.headers.get("Content-Type") || "").includes("application/json");
  if (answer.status === 409 && isJson) {
    over = true;
    say(form.dataset.closed, "lost");
    return 0;
  }
  if (answer.redirected || answer.status === 403 || !isJson) {
    await newToken();
    say(answer.status >= 500 ? form.dataset.lost : form.dataset.out, "lost");
    return AGAIN;
  }
  const said = await answer.json();
  if (said.problem) {
    say(said.problem, "lost");
    return AGAIN;
  }
  for (const part of parts()) {
    if (!sent.has(part.name)) continue;
    const now = said.texts[part.name] ?? sent.get(part.name);
    if (part.text.value === sent.get(part.name)) {
      if (!same(part.text.value, now)) put(part.text, now);
      part.base.value = part.text.value;
    } else {
      part.base.value = sent.get(part.name);
    }
  }
  say(said.met.length ? `${form.dataset.met} ${said.met.join(", ")}` : `${form.dataset.kept} ${said.at}`);
  return 0;
}

function put(text, words) {
  const place = text.selectionStart;
  text.value = words;
  if (document.activeElement === text) text.setSelectionRange(place, place);
}

// After signing in again in another window the form's own mark is old; the page has the new one.
async function newToken() {
  try {
    const page = await (await fetch(location.pathname)).text();
    const found = page.match(/name="csrfmiddlewaretoken" value="([^"]+)"/);
    if (found) form.elements.csrfmiddlewaretoken.value = found[1];
  } catch { /* no connection: the next round tries again */ }
}

form.addEventListener("input", () => later());
form.addEventListener("submit", () => { over = true; });
addEventListener("online", () => later(0));
addEventListener("beforeunload", (event) => { if (!over && unkept().length) event.preventDefault(); });
