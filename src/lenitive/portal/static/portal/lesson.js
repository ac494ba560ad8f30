// Keeps each field of an exercise as it is written, reads a text aloud where the device can, paces breath, and tells the zone.
const form = document.querySelector("[data-keep]");
const kept = document.querySelector("[data-kept]");

async function keep(field) {
  const was = form.elements[`was_${field.name}`];
  if (!was || was.value === field.value) return;
  const value = field.value;
  const sent = new URLSearchParams({ [field.name]: value, [was.name]: was.value });
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: sent, headers: { Accept: "application/json" }, keepalive: true });
    const said = answer.ok || answer.status === 422 ? await answer.json() : null;
    if (answer.ok) was.value = value.replaceAll("\r\n", "\n").trim();
    kept.textContent = said?.words ?? form.dataset.lost;
  } catch {
    kept.textContent = form.dataset.lost;
  }
}
form?.addEventListener("change", (event) => keep(event.target));

const reader = document.querySelector("[data-read-aloud]");
if (reader && "speechSynthesis" in window) {
  const text = document.getElementById(reader.dataset.readAloud);
  const begin = reader.textContent;
  const rest = () => { reader.textContent = begin; };
  reader.hidden = false;
  reader.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); rest(); return; }
    const said = new SpeechSynthesisUtterance(text.innerText);
    said.lang = text.closest("[lang]").lang;
    said.rate = 0.9;
    said.onend = said.onerror = rest;
    speechSynthesis.speak(said);
    reader.textContent = reader.dataset.stop;
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

const pacer = document.querySelector(".pacer");
if (pacer) {
  const [ring, now, press] = [".ring", ".now", "button"].map((each) => pacer.querySelector(each));
  const times = { in: Number(pacer.dataset.in), out: Number(pacer.dataset.out) };
  let timer = 0, until = 0;
  const stop = () => { clearTimeout(timer); timer = 0; ring.classList.remove("in"); now.textContent = ""; press.textContent = press.dataset.begin; };
  const breathe = (way) => {
    if (Date.now() > until) return stop();
    ring.style.transitionDuration = `${times[way]}s`;
    ring.classList.toggle("in", way === "in");
    now.textContent = way === "in" ? now.dataset.wordsIn : now.dataset.wordsOut;
    timer = setTimeout(breathe, times[way] * 1000, way === "in" ? "out" : "in");
  };
  press.hidden = false;
  press.addEventListener("click", () => {
    if (timer) return stop();
    until = Date.now() + Number(pacer.dataset.minutes) * 60000;
    press.textContent = press.dataset.stop;
    breathe("in");
  });
}

for (const zone of document.querySelectorAll("[data-zone]")) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
