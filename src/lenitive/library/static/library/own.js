// Counts the ticks and keeps them on this device; timers go by the clock, since a screen may sleep. Without this
// script the page reads, ticks and prints all the same.
{
  const course = document.querySelector("[data-course]");
  const bar = course.querySelector(".own-bar");
  const kept = course.querySelector(".own-kept");
  const [said, meter, next] = ["[data-words]", "progress", "[data-next]"].map((each) => bar.querySelector(each));
  const boxes = [...course.querySelectorAll(".own-steps [type=checkbox]")];
  const key = `lenitive-do-${course.dataset.course}`;

  function read() {
    try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; }
  }
  function keep(ids) {
    try {
      if (ids.length) localStorage.setItem(key, JSON.stringify(ids));
      else localStorage.removeItem(key);
    } catch { /* a device that keeps nothing: the ticks stay until the page closes */ }
  }
  function show() {
    const done = boxes.filter((each) => each.checked).length;
    const words = done === boxes.length ? said.dataset.whole : said.dataset.words;
    said.textContent = words.replace("{done}", done).replace("{all}", boxes.length);
    meter.value = done;
    const first = boxes.find((each) => !each.checked)?.closest("li");
    next.hidden = !first;
    if (!first) return;
    next.href = `#${first.id}`;
    next.textContent = `${next.dataset.next} ${first.dataset.title}`;
  }
  function begin() {
    const ids = read();
    for (const each of boxes) each.checked = ids.includes(each.value);
    bar.hidden = kept.hidden = false;
    show();
  }
  course.addEventListener("change", () => { keep(boxes.filter((each) => each.checked).map((each) => each.value)); show(); });
  course.querySelector("[data-again]").addEventListener("click", () => {
    keep([]);
    begin();
    boxes[0].closest("li").scrollIntoView();
    boxes[0].focus({ preventScroll: true });
  });
  begin();
}

for (const timer of document.querySelectorAll(".timer")) {
  const [clock, button, over] = [".clock", "button", ".timer-over"].map((each) => timer.querySelector(each));
  const whole = Number(timer.dataset.minutes) * 60000;
  let left = whole, until = 0, beat = 0;

  const show = () => {
    const seconds = Math.ceil(left / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const rest = (words) => { clearInterval(beat); beat = 0; button.textContent = words; };
  const step = () => {
    left = Math.max(0, until - Date.now());
    if (!left) {
      rest(button.dataset.start);
      over.textContent = timer.dataset.over;
      left = whole;
    }
    show();
  };
  button.addEventListener("click", () => {
    if (beat) return rest(button.dataset.on);
    over.textContent = "";
    until = Date.now() + left;
    beat = setInterval(step, 250);
    button.textContent = button.dataset.pause;
  });
  timer.hidden = false;
}
