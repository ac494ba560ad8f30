// Keeps every field of an evaluation as it is typed, and takes over what others type. Nothing is merged here: each
// change says on which text it was typed (its base), and the server merges. See docs/evaluation.md.
const root = document.getElementById("evaluation");
const say = root.dataset;
const kept = new Kept(say.pk, say.me);
const fields = new Map();
const TYPING = 600, LATEST = 1500, ASK = 3000, ASK_HIDDEN = 15000, RESTS_AFTER = 300000, LONGEST_WAIT = 15000;

let since = Number(say.number), mark = "", token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
let busy = false, again = false, offline = false, out = false, other = false, closed = say.open !== "yes", signedBy = "";
let savedAt = "", part = "", wait = 1000, active = Date.now(), askTimer = 0, sendTimer = 0, waitsSince = 0, firstTimer = 0, newer = false;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const byId = (id) => document.getElementById(id);

// One field of the page: its value, and the change of the server that it stands on.
class Field {
  constructor(node) {
    this.node = node;
    this.id = node.dataset.field;
    this.isText = node.dataset.kind === "text";
    this.number = Number(node.dataset.number);
    this.base = this.number ? `${this.number}m` : "";
    this.control = node.querySelector("textarea, input[type=text]");
    this.radios = [...node.querySelectorAll("input[type=radio]")];
    this.later = null;
    this.fit();
  }

  get value() {
    return this.control ? this.control.value : this.radios.find((each) => each.checked)?.value ?? "";
  }

  words(value) {
    return this.radios.find((each) => each.value === value)?.parentElement.textContent.trim() ?? value;
  }

  // Puts a text in the place of another; the caret stays between the same words.
  show(text) {
    if (this.radios.length) return this.radios.forEach((each) => { each.checked = each.value === text; });
    const before = this.control.value;
    if (before === text) return undefined;
    const { selectionStart: start, selectionEnd: end } = this.control;
    this.control.value = text;
    if (document.activeElement === this.control) {
      this.control.setSelectionRange(moved(start, before, text), moved(end, before, text));
    }
    return this.fit();
  }

  fit() {
    if (this.control?.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    this.control.style.height = "auto";
    this.control.style.height = `${this.control.scrollHeight}px`;
  }

  // What happened to it, in words under the control; stays until it is changed again.
  tell(text, kind = "") {
    let line = this.node.querySelector(".told");
    if (!line) {
      line = document.createElement("p");
      line.setAttribute("role", "status");
      this.node.append(line);
    }
    line.className = `told ${kind}`;
    line.textContent = text;
  }

  by(who, time) {
    const line = this.node.querySelector(".by");
    if (!line || !who) return;
    const link = document.createElement("a");
    link.href = `${say.fields}${encodeURIComponent(this.id)}/`;
    link.textContent = fill(say.wordsBy, { who, time });
    line.replaceChildren(link);
    this.node.querySelector(".from")?.remove();
  }
}

// Where a caret goes when a text becomes another: it keeps its distance from what both begin or end with.
function moved(caret, before, now) {
  let head = 0;
  while (head < before.length && head < now.length && before[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < now.length - head && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  if (caret <= head) return caret;
  if (caret >= before.length - tail) return now.length - (before.length - caret);
  return Math.min(caret, now.length - tail);
}

// Something was typed or chosen.
function changed(field) {
  active = Date.now();
  const entry = kept.entries[field.id] ?? { sending: null, base: field.base, seen: field.number };
  entry.text = field.value;
  delete entry.refused;
  if (!entry.sending && entry.base === field.base && entry.seen === field.number && field.known === field.value) {
    delete kept.entries[field.id]; // back to what it was
  } else {
    kept.entries[field.id] = entry;
  }
  kept.write();
  field.node.querySelector(".told")?.remove();
  show();
  soon(field.isText ? TYPING : 0);
}

// After a pause in typing, and at the latest after a while of typing without one.
function soon(delay) {
  waitsSince ||= Date.now();
  clearTimeout(sendTimer);
  sendTimer = setTimeout(send, Math.max(0, Math.min(delay, waitsSince + LATEST - Date.now())));
}

// Sends everything that waits; one request at a time, each change under a key of its own, so that it counts once.
async function send() {
  if (closed || other || !Object.values(kept.entries).some((entry) => !entry.refused)) return show();
  if (busy) { again = true; return undefined; }
  busy = true;
  waitsSince = 0;
  for (const entry of Object.values(kept.entries)) {
    if (!entry.refused && !entry.sending && entry.text !== null && entry.text !== undefined) {
      entry.sending = { key: crypto.randomUUID(), text: entry.text, base: entry.base, seen: entry.seen };
      entry.text = null;
    }
  }
  kept.write();
  show();
  const waits = Object.entries(kept.entries).filter(([_field, entry]) => entry.sending);
  const edits = waits.map(([field, entry]) => ({ field, ...entry.sending }));
  const answer = await ask("POST", say.save, { me: Number(say.me), part, since, edits });
  busy = false;
  if (answer) {
    answer.results.forEach(took);
    savedAt = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    news(answer);
    for (const id of await kept.adopt()) restore(id);
  }
  show();
  if (answer && (again || Object.values(kept.entries).some((entry) => !entry.refused))) soon(again ? TYPING : 50);
  again = false;
  return undefined;
}

// What became of one change.
function took(result) {
  const entry = kept.entries[result.field], field = fields.get(result.field);
  if (!entry?.sending || entry.sending.key !== result.key) return;
  if (result.signed) { closed = true; waiting(); return; }
  const sent = entry.sending;
  entry.sending = null;
  if (result.problem) {
    if (entry.text === null && field && !field.isText) delete kept.entries[result.field];
    else if (entry.text === null) Object.assign(entry, { text: sent.text, refused: true }); // words stay on this device
    field?.tell(fill(say.wordsRefused, { problem: result.problem }), "wrong");
  } else {
    entry.base = result.base_sent;
    entry.seen = result.number;
    if (entry.text === null) {
      delete kept.entries[result.field];
      if (field) stand(field, result, sent.text);
    } else if (field) field.number = result.number;
    if (result.is_new && field && !field.isText) firstSoon();
    if (field && result.norm) field.node.querySelector(".norm")?.replaceWith(...parsed(result.norm));
  }
  kept.write();
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body.childNodes;
}

// A field now says what the server says, unless somebody is in the middle of composing a sign.
function stand(field, result, sentText) {
  field.number = result.number;
  if (field.composing && result.text !== sentText) {
    field.base = result.base_sent;
    field.known = sentText;
    field.later = result;
    return;
  }
  field.base = result.base_now;
  field.known = result.text;
  field.show(result.text);
  field.by(result.who, result.at);
  if (result.met && field.isText) field.tell(fill(say.wordsMet, { who: result.met }), "met");
  else if (result.met && result.was) field.tell(fill(say.wordsWas, { who: result.met, was: field.words(result.was) }), "met");
}

// Takes over what others changed, where nothing of one's own waits; the server merges the rest when it is sent.
function news(answer) {
  newer = answer.version !== say.version;
  signedBy = answer.signed;
  if (answer.signed && !closed) { closed = true; waiting(); }
  let coded = false;
  for (const change of answer.changes) {
    const field = fields.get(change.field);
    if (!field || change.number <= field.number || kept.entries[change.field]) continue;
    if (field.composing) { field.later = { ...change, base_now: `${change.number}m` }; continue; }
    const was = field.value;
    coded ||= !field.isText;
    stand(field, { ...change, base_now: `${change.number}m` }, was);
    if (!field.isText && !change.mine && was !== "" && was !== change.text) {
      field.tell(fill(say.wordsChanged, { who: change.who, was: field.words(was), now: field.words(change.text), time: change.at }), "met");
    }
  }
  since = Math.max(since, answer.number);
  mark = answer.mark;
  byId("here").textContent = answer.here.length ? fill(say.wordsHere, { people: answer.here.map((each) => each.who).join(", ") }) : "";
  if (coded) firstSoon();
}

function firstSoon() {
  clearTimeout(firstTimer);
  firstTimer = setTimeout(async () => {
    const answer = await fetch(say.first, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) byId("first").replaceChildren(...parsed(await answer.text()));
  }, 300);
}

// Asks the server; nothing where it cannot be reached, somebody must sign in, or nothing is new.
async function ask(method, address, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const about = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (body) { about.body = JSON.stringify(body); headers["Content-Type"] = "application/json"; }
  let answer;
  try {
    answer = await fetch(address, about);
    if (answer.status >= 500 || answer.status === 429) throw new Error("not now");
  } catch {
    offline = true;
    return later();
  }
  offline = false;
  if (answer.status === 204) { out = other = false; wait = 1000; return null; }
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  if (answer.status === 403) return method === "POST" && (await newToken()) ? ask(method, address, body) : later();
  if (!isJson) { out = answer.redirected || answer.status === 404; return later(); }
  const told = await answer.json();
  if (answer.status === 409 || (told.me !== undefined && told.me !== Number(say.me))) { other = true; return later(); }
  if (!answer.ok) return later();
  out = other = false;
  wait = 1000;
  return told;
}

function later() {
  show();
  wait = Math.min(wait * 2, LONGEST_WAIT);
  clearTimeout(sendTimer);
  sendTimer = setTimeout(tryAgain, wait * (0.7 + 0.6 * Math.random()));
  return null;
}

async function tryAgain() {
  if (out || other) await newToken();
  if (!other) send();
}

// After signing in again the form needs another token; true where the same person is signed in.
async function newToken() {
  const answer = await fetch(`${say.state}?since=${since}&token=1`, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  const isJson = answer?.ok && !answer.redirected && (answer.headers.get("Content-Type") || "").includes("json");
  if (!isJson) { out = Boolean(answer); show(); return false; }
  const told = await answer.json();
  other = told.me !== Number(say.me);
  out = false;
  token = told.token;
  show();
  return !other;
}

// Asks what is new while somebody works here; rests after a while, so that a session that nobody uses ends.
async function poll() {
  clearTimeout(askTimer);
  if (Date.now() - active < RESTS_AFTER && !busy && !out && !other && !offline) {
    const answer = await ask("GET", `${say.state}?since=${since}&mark=${encodeURIComponent(mark)}&part=${part}`);
    if (answer) news(answer);
    show();
  }
  askTimer = setTimeout(poll, document.hidden ? ASK_HIDDEN : ASK);
}

function awake() {
  const rested = Date.now() - active >= RESTS_AFTER;
  active = Date.now();
  if (rested) poll();
}

// The one line that says whether everything is safe.
function show() {
  const line = byId("save-state"), count = kept.count;
  const many = count === 1 ? say.wordsOne : fill(say.wordsMany, { n: count });
  let text = savedAt ? fill(say.wordsSaved, { time: savedAt }) : closed ? "" : say.wordsReady, kind = savedAt ? "good" : "";
  if (kept.full) [text, kind] = [say.wordsFull, "bad"];
  else if (closed && count) [text, kind] = [fill(say.wordsSigned, { who: signedBy, n: many }), "bad"];
  else if (other) [text, kind] = [fill(say.wordsOther, { n: many }), "bad"];
  else if (out) [text, kind] = [fill(say.wordsOut, { n: many }), "bad"];
  else if (offline) [text, kind] = [fill(say.wordsOffline, { n: many }), "bad"];
  else if (busy) [text, kind] = [say.wordsSaving, ""];
  else if (count) [text, kind] = [say.wordsTyping, ""];
  else if (newer) [text, kind] = [say.wordsVersion, ""];
  if (line.textContent !== text) line.textContent = text;
  line.className = `save-state ${kind}`;
  line.dataset.waiting = count;
  if ((out || other) && !line.querySelector("a")) {
    const link = document.createElement("a");
    Object.assign(link, { href: say.signIn, target: "_blank", rel: "noopener", textContent: say.wordsSignIn });
    line.append(" ", link);
  }
}

// What was typed and came too late, after signing: shown with the way to write it as a correction.
function waiting() {
  const box = byId("waiting");
  box.replaceChildren();
  for (const [id, entry] of Object.entries(kept.entries)) {
    const line = document.createElement("p"), link = document.createElement("a"), quote = document.createElement("blockquote");
    link.href = `${say.fields}${encodeURIComponent(id)}/`;
    link.textContent = fields.get(id)?.node.querySelector("label, legend")?.textContent ?? id;
    quote.textContent = entry.text ?? entry.sending?.text ?? "";
    line.append(link);
    box.append(line, quote);
  }
  box.hidden = !kept.count;
}

// What waited on this device stands in its field again.
function restore(id) {
  const entry = kept.entries[id], field = fields.get(id);
  if (field && !closed) field.show(entry.text ?? entry.sending?.text ?? "");
}

function open(id) {
  const node = byId(id);
  for (let each = node; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  return node;
}

function listen() {
  root.addEventListener("input", (event) => {
    const field = fields.get(event.target.closest("[data-field]")?.dataset.field);
    if (!field || closed) return;
    field.fit();
    changed(field);
  });
  root.addEventListener("compositionstart", (event) => { const field = fields.get(event.target.name); if (field) field.composing = true; });
  root.addEventListener("compositionend", (event) => {
    const field = fields.get(event.target.name);
    if (!field) return;
    field.composing = false;
    if (field.later && !kept.entries[field.id]) stand(field, field.later, field.value);
    field.later = null;
  });
  root.addEventListener("focusin", (event) => { part = event.target.closest("[data-part]")?.dataset.part ?? part; awake(); });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-field-link]"), none = event.target.closest("[data-none]");
    if (link) {
      event.preventDefault();
      const node = open(`f-${link.dataset.fieldLink}`);
      node?.scrollIntoView({ block: "center" });
      node?.querySelector("textarea, input")?.focus({ preventScroll: true });
    }
    if (none && !closed) none.parentElement.querySelector("details")?.setAttribute("open", "");
    if (none && !closed) none.dataset.none.split(" ").forEach((id) => {
      const field = fields.get(id);
      if (!field || field.value !== "") return;
      field.show("no");
      changed(field);
    });
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.classList.contains("sheet") || closed) return;
    event.preventDefault();
    soon(0);
  });
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, awake, { passive: true });
  addEventListener("online", () => { wait = 1000; tryAgain(); });
  addEventListener("visibilitychange", () => { if (!document.hidden) { awake(); poll(); } else if (kept.count) send(); });
  addEventListener("pagehide", () => {
    fetch(say.gone, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin", keepalive: true }).catch(() => {});
  });
  addEventListener("hashchange", () => open(location.hash.slice(1)));
}

async function begin() {
  document.querySelectorAll("[data-field]").forEach((node) => { const field = new Field(node); field.known = field.value; fields.set(field.id, field); });
  await kept.open();
  Object.keys(kept.entries).forEach(restore);
  root.classList.add("alive");
  root.querySelectorAll("[data-none]").forEach((button) => { button.hidden = false; });
  listen();
  if (location.hash) open(location.hash.slice(1));
  if (closed) waiting();
  show();
  if (kept.count) send();
  askTimer = setTimeout(poll, ASK);
}

begin();
