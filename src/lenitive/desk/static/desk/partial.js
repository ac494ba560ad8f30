// After a part of the page changed in place: the focus stays where one works, and what failed is said aloud.
{
  const FIRST = "[data-open], button:not([hidden]), summary, a[href], input:not([type=hidden])";
  let places = []; // where the focus was: the row or section around it, and those around that

  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    let place = (active === document.body ? event.detail.requestConfig.elt : active).closest("[data-place]");
    for (places = []; place; place = place.parentElement.closest("[data-place]")) places.push(place.id);
  });

  // htmx gives the focus back to the control of the same id; where there is none, to the first one at its place.
  document.addEventListener("htmx:afterSettle", (event) => {
    const then = event.detail.requestConfig?.elt.dataset.then;
    if (!then && document.activeElement !== document.body) return;
    const place = document.querySelector(then ?? "none") ?? places.map((id) => document.getElementById(id)).find(Boolean);
    (place?.querySelector(FIRST) ?? place)?.focus({ preventScroll: true });
  });

  function say(words) {
    const messages = document.getElementById("messages");
    const item = Object.assign(document.createElement("p"), { className: "message message-error", textContent: words });
    messages.replaceChildren(item);
    item.scrollIntoView({ block: "nearest" });
  }
  const words = () => document.getElementById("messages").dataset;
  for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, () => say(words().lost));
  document.addEventListener("htmx:responseError", () => say(words().refused));
}
