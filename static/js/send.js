// A form that is sent once: a second click while the first is under way does nothing.
// The server keeps the promise; this only spares the person the wait and the doubt.

const SLOW = 12000;
const LOST = 90000;

function settle(form) {
  delete form.dataset.sendingNow;
  say(form, "");
  for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
}

function say(form, text) {
  const status = form.querySelector("[data-sending-status]");
  if (status) status.textContent = text ?? "";
}

// Sending an application, said of with care: when the line breaks, nobody knows whether it arrived,
// and the page with everything on it must not give way to the browser's own.
async function carefully(form) {
  const unknown = form.querySelector("[data-sending-unknown]");
  unknown.hidden = true;
  const stop = new AbortController();
  const slow = setTimeout(() => say(form, form.dataset.sendingSlow), SLOW);
  const lost = setTimeout(() => stop.abort(), LOST);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Sky-Sending": "1" },
      redirect: "manual",
      signal: stop.signal,
    });
    // The portal or something before it fell over while it was at work: that is no answer.
    if (answer.status >= 500) throw new Error(String(answer.status));
    const place = answer.headers.get("X-Sky-Location");
    if (place) window.location.assign(place);
    // Whatever else was answered is a page to be read: the browser fetches it its own way.
    // Nothing has been sent, and sending twice is sending once.
    else form.submit();
  } catch {
    settle(form);
    unknown.hidden = false;
    unknown.focus();
  } finally {
    clearTimeout(slow);
    clearTimeout(lost);
  }
}

function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sendingNow) {
      event.preventDefault();
      return;
    }
    form.dataset.sendingNow = "1";
    say(form, form.dataset.sendingText);
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
    if (form.matches("[data-sending]")) {
      event.preventDefault();
      carefully(form);
    }
  });
  // The page comes back from the browser's memory as it was left: let it be sent again.
  window.addEventListener("pageshow", () => settle(form));
}

for (const form of document.querySelectorAll("form[data-once]")) once(form);
