// The answer comes into the page a sentence at a time, and the next question is asked below it. Without this
// script, or where the connection is lost before anything came, the form opens the whole page as it always does.
{
  const KEPT = 3; // questions before this one that go along, as in the view
  const replies = document.getElementById("replies");
  const form = document.querySelector("form.ask");
  const box = form.elements.q;

  const before = () => [...form.querySelectorAll("[name=before]")];

  function remember(asked) {
    const kept = Object.assign(document.createElement("input"), { type: "hidden", name: "before", value: asked });
    form.prepend(...before().slice(1 - KEPT), kept);
    before().slice(0, -KEPT).forEach((each) => each.remove());
    const label = form.querySelector("label");
    label.textContent = label.dataset.more;
  }

  function opened(asked) {
    const article = Object.assign(document.createElement("article"), { className: "reply" });
    const title = document.createElement("h2");
    title.append(Object.assign(document.createElement("bdi"), { textContent: asked.slice(0, 300) }));
    const said = Object.assign(document.createElement("p"), { className: "said note", textContent: replies.dataset.looking });
    article.append(title, said);
    replies.append(article);
    article.scrollIntoView({ block: "nearest" });
    return { article, said };
  }

  function take(part, { article, said }) {
    if (part.kind) {
      article.classList.add(`reply-${part.kind}`);
      article.lang = part.language;
      said.classList.remove("note");
      said.textContent = "";
    }
    if (part.say) said.append(part.say);
    if (part.rest) said.insertAdjacentHTML("afterend", part.rest); // made by our own template, which escapes
    return Boolean(part.end);
  }

  async function read(response, into) {
    const lines = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let left = "";
    let whole = false;
    for (let piece = await lines.read(); !piece.done; piece = await lines.read()) {
      const parts = (left + piece.value).split("\n");
      left = parts.pop();
      for (const part of parts) whole = take(JSON.parse(part), into);
    }
    if (!whole) throw new Error("cut short");
  }

  form.addEventListener("submit", async (event) => {
    const asked = box.value.trim();
    if (!asked || !window.TextDecoderStream) return;
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form));
    const response = await fetch(`${replies.dataset.stream}?${query}`).catch(() => null);
    if (!response?.ok) {
      form.submit();
      return;
    }
    const into = opened(asked);
    try {
      await read(response, into);
      remember(asked);
      box.value = "";
      history.pushState(null, "", `?${query}`);
    } catch {
      into.said.append(` ${replies.dataset.lost}`);
    }
    document.getElementById("examples")?.remove();
    into.article.scrollIntoView({ block: "nearest" });
  });

  addEventListener("popstate", () => location.reload());
}
