// Single keys of the case's page: to the neighbours in the list, from pane to pane. They can be
// turned off, and never work while somebody writes.

const KEPT = "case-keys";

function isOff() {
  try { return localStorage.getItem(KEPT) === "off"; } catch { return false; }
}

function turn(on) {
  try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* Private windows keep nothing. */ }
}

const help = document.querySelector("[data-case-keys]");
const box = help?.querySelector("[data-keys-on]");

function follow(selector) { document.querySelector(selector)?.click(); }

function go(id) {
  const pane = document.getElementById(id);
  pane?.focus({ preventScroll: true });
  pane?.scrollIntoView({ block: "start" });
}

const KEYS = {
  j: () => follow("[data-key-next]"),
  k: () => follow("[data-key-previous]"),
  l: () => follow("[data-key-list]"),
  a: () => go("sent"),
  e: () => go("desk"),
  "?": () => {
    help.open = true;
    help.querySelector("summary").focus();
  },
};

if (help) {
  box.checked = !isOff();
  box.addEventListener("change", () => turn(box.checked));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isOff()) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog, iframe")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
