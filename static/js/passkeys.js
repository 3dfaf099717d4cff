/* What becomes of a passkey, in words: allauth's scripts make and ask for it, and would tell the console alone. */
{
  const words = document.currentScript.dataset;
  const said = { NotAllowedError: words.cancelled, InvalidStateError: words.known, SecurityError: words.elsewhere };

  document.addEventListener("allauth.error", (event) => {
    const text = said[event.detail.exception.name];
    if (text) event.preventDefault(); // what nobody expects stays in the console too
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: text ?? words.failed, level: "error" } }));
  });

  const maker = document.querySelector("[data-makes-passkey]");
  if (maker) {
    const { passwordless, credential, data } = maker.dataset;
    allauth.webauthn.forms.addForm({ ids: { add: maker.id, passwordless, credential, data } });
    /* Enter in the name's field would send the form before there is a passkey. */
    maker.form.addEventListener("submit", (event) => {
      event.preventDefault();
      maker.click();
    });
  }

  const asker = document.querySelector("[data-asks-passkey]");
  if (asker) {
    const { credential, data } = asker.dataset;
    allauth.webauthn.forms.authenticateForm({ ids: { authenticate: asker.id, credential, data } });
  }
}
