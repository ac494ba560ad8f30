// On every page of the portal: the worker that works without a connection, sending what waits, and leaving.
{
  const dirty = () => document.querySelector("form[data-changed]") !== null;

  // A newer worker takes over at once, unless something is typed here: then at the next page.
  async function worker() {
    if (!("serviceWorker" in navigator) || !document.body.dataset.whose) return;
    const here = await navigator.serviceWorker.register("/me/worker.js", { scope: "/me/" });
    const takeOver = () => { if (here.waiting && !dirty()) here.waiting.postMessage("take over"); };
    takeOver();
    await renewShells(here);
    here.addEventListener("updatefound", () => here.installing?.addEventListener("statechange", takeOver));
  }

  // The pages that open without a connection are fetched again once a day, in the language that is spoken now,
  // and at once where one of them is missing.
  async function renewShells(here) {
    const stamp = `${document.documentElement.lang} ${new Date().toISOString().slice(0, 10)}`;
    const held = await caches.match("/me/shell/diary/");
    if (held && (await ownPhone.kept("shells").catch(() => "")) === stamp) return;
    if (!here.active) return;
    here.active.postMessage("renew");
    await ownPhone.keep("shells", stamp).catch(() => {});
  }

  async function sendAll() {
    const waits = (await ownPhone.waiting().catch(() => [])).length;
    const done = waits ? await ownPhone.send() : true;
    document.dispatchEvent(new CustomEvent("own:sent", { detail: { done } }));
    return done;
  }

  document.addEventListener("input", (event) => event.target.form?.setAttribute("data-changed", ""));
  addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sendAll(); });

  // Leaving deletes what this phone holds. What the clinic has not got yet is said first.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("forgets" in form.dataset) || form.dataset.forgotten) return;
    event.preventDefault();
    const done = await sendAll();
    const left = (await ownPhone.waiting().catch(() => [])).length;
    if ((!done || left) && left && !form.dataset.asked) {
      form.dataset.asked = "yes";
      const said = document.getElementById("said");
      said.classList.remove("vh");
      said.textContent = document.body.dataset.wouldLose;
      said.scrollIntoView({ block: "center" });
      return;
    }
    await ownPhone.forget().catch(() => {});
    form.dataset.forgotten = "yes";
    form.submit();
  });

  // A browser shows the line that is written; the rest of the field would lie behind the bar at the bottom.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("main textarea")) target.scrollIntoView({ block: "nearest" });
  });

  // Whose page this is, for a diary without a connection: a sign that says nothing to anybody else.
  const { whose } = document.body.dataset;
  if (whose) ownPhone.keep("whose", whose).catch(() => {});
  self.ownSend = sendAll;
  worker().catch(() => {});
  sendAll();
}
