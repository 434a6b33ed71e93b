// Sums typed into a plan's table: the bar, the totals and the shares move at once, before anything is
// saved; the page says how many are not saved yet. The arrows go from sum to sum.

import { parseEuros, showEuros } from "./money.js";
import { amountsOf, draw } from "./stacked.js";

const form = document.querySelector("form[data-allocation]");
const bar = document.querySelector("[data-bar]");
const language = document.documentElement.lang;
const rows = [...document.querySelectorAll("tr[data-row]")];
const SPACE = "\u00a0";

const cellOf = (row) => row.querySelector("input.cell");

// What the row proposes: the typed sum, or what is saved while that is no number.
function proposed(row) {
  const cell = cellOf(row);
  const was = Number(row.dataset.was);
  if (!cell || cell.value === cell.dataset.saved) return was;
  if (!cell.value.trim()) return 0;
  const cents = parseEuros(cell.value, language);
  return cents === null || cents < 0 ? was : cents;
}

function isChanged(row) {
  const cell = cellOf(row);
  return Boolean(cell) && cell.value.trim() !== cell.dataset.saved.trim();
}

function share(cents, asked) {
  if (!asked) return "–";
  return `${Math.round((100 * cents) / asked)}${language === "en" ? "" : SPACE}%`;
}

const plain = (cents) => showEuros(cents, language).replace(/[€]/g, "").replace(/\u00a0$/, "").trim();

const start = amountsOf(bar);
const foot = document.querySelector("[data-total]");
const footShare = document.querySelector("[data-total-share]");

function show() {
  const amounts = { ...start };
  let [asked, sum, changed] = [0, 0, 0];
  for (const row of rows) {
    const cents = proposed(row);
    amounts[row.dataset.kind] += cents - Number(row.dataset.was);
    asked += Number(row.dataset.asked);
    sum += cents;
    const other = isChanged(row);
    changed += Number(other);
    row.classList.toggle("is-changed", other);
    row.querySelector("[data-share]").textContent = share(cents, Number(row.dataset.asked));
  }
  const left = draw(bar, amounts, language);
  foot.textContent = plain(sum);
  footShare.textContent = share(sum, asked);
  say(changed, left);
}

function say(changed, left) {
  const state = form.querySelector("[data-state]");
  const parts = [];
  if (changed === 1) parts.push(form.dataset.changedOne);
  if (changed > 1) parts.push(form.dataset.changed.replace("%(count)s", changed));
  if (left < 0) parts.push(form.dataset.exceeded.replace("%(sum)s", showEuros(-left, language)));
  const text = parts.join(" ");
  if (state.textContent !== text) state.textContent = text;
  state.classList.toggle("is-over", left < 0);
}

function move(event) {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const cells = rows.map(cellOf).filter(Boolean);
  const next = cells[cells.indexOf(event.target) + (event.shiftKey ? -step : step)];
  if (next) {
    next.focus();
    next.select();
  } else if (event.key === "Enter") {
    form.querySelector("[type=submit]").focus();
  }
}

// Typed sums are not lost by a careless click away from the page.
function hold(event) {
  if (rows.some(isChanged) && !form.dataset.sendingNow) event.preventDefault();
}

if (form && bar) {
  for (const row of rows) {
    const cell = cellOf(row);
    cell?.addEventListener("input", show);
    cell?.addEventListener("keydown", move);
  }
  window.addEventListener("beforeunload", hold);
  show();
}
