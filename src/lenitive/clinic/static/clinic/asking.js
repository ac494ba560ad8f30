// Brings what the person has answered so far up to date, until it is ended.
const EVERY = 5000;

async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return setTimeout(look, EVERY);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = document.getElementById("far");
  const now = page.getElementById("far");
  if (now && now.textContent !== before.textContent) before.replaceWith(now);
  if (!page.getElementById("code")) document.getElementById("code")?.closest("section").remove();
  if (page.querySelector("script[src*='asking']")) setTimeout(look, EVERY);
}
setTimeout(look, EVERY);
