// Without a connection a form is not sent into nothing: it stays as it is, with all that was typed, and says so.
// Parts that change in place say it themselves (partial.js), and so does the tablet.
{
  const messages = document.getElementById("messages");
  const say = (words) => messages.replaceChildren(
    ...(words ? [Object.assign(document.createElement("p"), { className: "message message-error", textContent: words })] : []),
  );

  document.addEventListener("submit", (event) => {
    const sends = event.target.method === "post" && !event.target.matches("[hx-post]");
    if (navigator.onLine || !sends || event.defaultPrevented || !messages) return;
    event.preventDefault();
    say(messages.dataset.offline);
    messages.scrollIntoView({ block: "nearest" });
    addEventListener("online", () => say(""), { once: true });
  });
}
