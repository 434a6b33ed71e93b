// A form that is sent once: a second click while the first is under way does nothing.
// The server keeps the promise; this only spares the person the wait and the doubt.

function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "1";
    const status = form.querySelector("[data-sending-status]");
    if (status) status.textContent = form.dataset.sendingText ?? "";
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
  // The page comes back from the browser's memory as it was left: let it be sent again.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
  });
}

for (const form of document.querySelectorAll("form[data-once]")) once(form);
