// "/" goes to the search box, from anywhere but a place where one writes.
document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  const find = document.getElementById("find");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing || !find) return;
  event.preventDefault();
  find.focus();
  find.select();
});
// A form that came back with problems says so first.
document.getElementById("problems")?.focus();
