// Spares a lost answer where there is no connection, and shows nothing of before when a page comes back from memory.
const ask = document.getElementById("ask");
const offline = document.getElementById("offline");

ask?.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  offline.textContent = offline.dataset.words;
});
addEventListener("online", () => { if (offline) offline.textContent = ""; });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
