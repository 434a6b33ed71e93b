// The session's end without loss: warns before it, tells the other tabs, holds back a form that
// would meet the sign-in page, and brings a text back after signing in again as the same person.

const WARN_BEFORE = 180;
const TELL_EVERY = 300;
const frame = document.getElementById("session-keeper");
const warning = document.getElementById("session-warning");
const ended = document.getElementById("session-ended");
const other = document.getElementById("session-other");
const restored = document.getElementById("session-restored");
const owner = frame.dataset.owner;
const idle = Number(frame.dataset.idle);
const store = `kept:${location.pathname}`;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;

let until = Date.now() + idle * 1000;
let lastTold = Date.now();
let checking = false;

function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

function close(dialog) {
  if (dialog.open) dialog.close();
}

function livesUntil(moment) {
  until = moment;
  if (Date.now() < until - WARN_BEFORE * 1000) {
    close(warning);
    close(ended);
  }
}

function forms() {
  return [...document.forms].filter((form) => form.method === "post" && !frame.contains(form));
}

function worthKeeping(field) {
  return field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
}

// --- a copy in this tab, for the same person only --------------------------------------------

function remember() {
  const kept = forms().map((form) =>
    [...form.elements].filter(worthKeeping).map((field) => ({
      name: field.name,
      value: field.value,
      checked: field.checked === true,
    })),
  );
  sessionStorage.setItem(store, JSON.stringify({ owner, kept }));
}

function putBack(form, fields) {
  let changed = false;
  for (const kept of fields) {
    for (const field of form.elements) {
      if (field.name !== kept.name || !worthKeeping(field)) continue;
      const choice = field.type === "checkbox" || field.type === "radio";
      if (choice && field.value !== kept.value) continue;
      if (choice ? field.checked === kept.checked : field.value === kept.value) continue;
      if (choice) field.checked = kept.checked;
      else field.value = kept.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      changed = true;
    }
  }
  return changed;
}

function restore() {
  const found = sessionStorage.getItem(store);
  if (!found) return;
  sessionStorage.removeItem(store);
  const { owner: writer, kept } = JSON.parse(found);
  if (writer !== owner) return;
  const changed = forms().map((form, place) => putBack(form, kept[place] ?? []));
  if (changed.some(Boolean)) {
    document.getElementById("main").prepend(restored);
    restored.hidden = false;
  }
}

// --- the state of the session ----------------------------------------------------------------

async function ask(address, options) {
  const answer = await fetch(address, {
    ...options,
    credentials: "same-origin",
    headers: { "X-Requested-With": "fetch", Accept: "application/json", ...options.headers },
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function take(state) {
  if (!state.signed_in) return false;
  livesUntil(Date.now() + state.left * 1000);
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    field.value = state.token;
  }
  const headers = document.body.getAttribute("hx-headers");
  if (headers) {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": state.token }));
  }
  return true;
}

async function check() {
  return ask(frame.dataset.status, { method: "GET", headers: { "X-Poll": "1" } });
}

async function prolong() {
  lastTold = Date.now();
  const form = frame.querySelector("[data-keep-alive]");
  const state = await ask(form.action, { method: "POST", body: new FormData(form) });
  if (take(state)) channel?.postMessage({ owner, until });
  else hasEnded();
}

function hasEnded() {
  remember();
  close(warning);
  open(ended);
}

async function tick() {
  const left = (until - Date.now()) / 1000;
  if (checking || left > WARN_BEFORE) return;
  if (left > 0) {
    open(warning);
    return;
  }
  if (ended.open) return;
  checking = true;
  try {
    if (!take(await check())) hasEnded();
  } catch {
    // No network: the text stays, and the next tick asks again.
  } finally {
    checking = false;
  }
}

// --- what people do --------------------------------------------------------------------------

async function holdBack(event) {
  const form = event.target;
  if (form.method !== "post" || frame.contains(form) || form.dataset.cleared) return;
  if (Date.now() < until - 5000) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  let state;
  try {
    state = await check();
  } catch {
    form.dataset.cleared = "1";
    form.requestSubmit(event.submitter);
    return;
  }
  if (state.signed_in && state.owner !== owner) {
    document.getElementById("main").prepend(other);
    other.hidden = false;
    other.scrollIntoView();
  } else if (take(state)) {
    form.dataset.cleared = "1";
    form.requestSubmit(event.submitter);
    delete form.dataset.cleared;
  } else {
    hasEnded();
  }
}

document.addEventListener("submit", holdBack, true);

document.addEventListener("input", () => {
  if (Date.now() - lastTold > TELL_EVERY * 1000 && Date.now() < until) prolong().catch(() => {});
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) tick();
});

document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) hasEnded();
});

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !event.detail.requestConfig.headers["X-Poll"]) {
    livesUntil(Date.now() + idle * 1000);
  }
});

frame.querySelector("[data-keep-alive]").addEventListener("submit", (event) => {
  event.preventDefault();
  prolong().catch(() => close(warning));
});

frame.querySelector("[data-close]").addEventListener("click", () => close(ended));

channel?.addEventListener("message", (event) => {
  if (event.data.owner === owner) livesUntil(event.data.until);
});
channel?.postMessage({ owner, until });

restore();
setInterval(tick, 5000);
