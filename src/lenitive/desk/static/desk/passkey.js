// When the browser gives no passkey (cancelled, timed out, none here), say so beside the button.
document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("passkey-problem");
  if (!said) return;
  event.preventDefault();
  said.hidden = false;
  said.focus();
});
