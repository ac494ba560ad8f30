// Keys of every page. Where one writes, a letter is a letter; with Ctrl, Alt or Meta it is the browser's.
{
  const writing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
  const rows = () => [...document.querySelectorAll("[data-rows] > [data-row]")];
  let before = "";

  // j and k go from row to row; the row's first link gets the focus, so that Enter opens it.
  function move(step) {
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step, 0), all.length - 1)];
    if (!next) return false;
    next.querySelector("[data-open]").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  // A letter that a button or summary carries, in the row where the focus is, or for the whole page.
  function press(key) {
    const row = document.activeElement.closest("[data-row]");
    const found = (row ?? document).querySelector(row ? `[data-key="${key}"]` : `.undo-bar [data-key="${key}"]`)
      ?? document.querySelector(`.undo-bar [data-key="${key}"]`);
    found?.click();
    return Boolean(found);
  }

  const KEYS = {
    "/": () => { const find = document.getElementById("find"); find?.focus(); find?.select(); return Boolean(find); },
    "?": () => { const keys = document.getElementById("keys"); keys?.showModal(); return Boolean(keys); },
    j: () => move(1),
    k: () => move(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    const go = before === "g" && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    before = event.key;
    if (go) { event.preventDefault(); go.click(); return; }
    if (KEYS[event.key]?.() || (/^[a-z]$/.test(event.key) && press(event.key))) event.preventDefault();
  });
  // A form that came back with problems says so first.
  document.querySelector("#problems:not(.samples-all *)")?.focus();
}
