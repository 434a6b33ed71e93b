// The worklist by keyboard: / to the search, j and k (or the arrows) from row to row, x marks a row,
// ? shows the keys. Enter opens a row as every link does. Without this file all of it is done by mouse
// and Tab.

const table = document.querySelector("[data-worklist]");
const rows = table ? [...table.tBodies[0].rows] : [];
const marks = rows.map((row) => row.querySelector("input[name=row]"));

function linkOf(row) {
  return row.querySelector("th[scope=row] a");
}

function current() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function go(step) {
  const next = Math.min(Math.max(current() + step, 0), rows.length - 1);
  if (rows[next]) linkOf(rows[next]).focus();
}

function mark() {
  const box = marks[current()];
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

const keys = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => go(1),
  ArrowUp: () => go(-1),
  x: mark,
  "?": () => {
    const help = document.querySelector("[data-keys]");
    if (!help) return;
    help.open = !help.open;
    help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  // The arrows scroll the page until one is in the table.
  if (event.key.startsWith("Arrow") && current() < 0) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function tell() {
  const count = marks.filter((box) => box?.checked).length;
  const told = document.querySelector("[data-marked-count]");
  if (told) told.textContent = count ? `(${count})` : "";
  const all = document.querySelector("[data-mark-all]");
  if (!all) return;
  all.checked = count > 0 && count === marks.length;
  all.indeterminate = count > 0 && count < marks.length;
}

const all = document.querySelector("[data-mark-all]");
if (all) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of marks) if (box) box.checked = all.checked;
    tell();
  });
}
table?.addEventListener("change", tell);
if (table) tell();
