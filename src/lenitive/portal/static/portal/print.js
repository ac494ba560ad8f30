// A press that prints the page; without a script the browser's own menu does.
for (const press of document.querySelectorAll("[data-print]")) {
  press.hidden = false;
  press.addEventListener("click", () => window.print());
}
