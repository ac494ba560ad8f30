// A timer by the clock, not by ticks: the screen may lock, and the page may close.
{
  const timer = document.getElementById("timer");
  const [start, stop] = ["start", "stop"].map((name) => timer.querySelector(`[data-do=${name}]`));
  const clock = timer.querySelector(".clock");
  const state = timer.querySelector(".state");
  const { key } = timer.dataset;
  const began = () => Number(localStorage.getItem(key)) || 0;
  const seconds = () => Math.max(0, Math.round((Date.now() - began()) / 1000));
  const two = (number) => String(number).padStart(2, "0");

  function show() {
    const runs = began() > 0;
    start.hidden = runs;
    stop.hidden = !runs;
    if (runs) clock.textContent = `${Math.floor(seconds() / 60)}:${two(seconds() % 60)}`;
  }
  start.addEventListener("click", () => { localStorage.setItem(key, Date.now()); state.textContent = ""; show(); stop.focus(); });
  stop.addEventListener("click", () => {
    const minutes = Math.round(seconds() / 6) / 10;
    localStorage.removeItem(key);
    const input = document.getElementById("minutes");
    if (input) input.value = minutes;
    state.textContent = state.dataset.done.replace("%s", minutes);
    show();
    start.focus();
  });
  setInterval(show, 1000);
  document.addEventListener("visibilitychange", show);
  timer.hidden = false;
  show();
}
