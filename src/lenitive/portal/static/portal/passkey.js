// A passkey: made or shown by the browser, then sent with the form. Without passkeys the part stays hidden.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function opened(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (read.user) read.user = { ...read.user, id: bytes(read.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"])
    if (read[list]) read[list] = read[list].map((each) => ({ ...each, id: bytes(each.id) }));
  return read;
}

function closed(credential, state) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
    state,
  });
}

async function ask(form) {
  const options = JSON.parse(form.dataset.options);
  const publicKey = opened(options.publicKey);
  const make = form.dataset.passkey === "make";
  const keys = navigator.credentials;
  return closed(await (make ? keys.create({ publicKey }) : keys.get({ publicKey })), options.state);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential || !form.dataset.options) continue;
  const part = form.querySelector("[data-with-passkey]") || form;
  const button = part.querySelector("button");
  const said = part.querySelector("[role=alert]");
  part.hidden = false;
  button.disabled = false;
  button.addEventListener("click", async (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    said.hidden = true;
    try {
      form.elements.passkey.value = await ask(form);
      form.requestSubmit(button);
    } catch {
      said.hidden = false;
      said.focus();
    }
  });
}
