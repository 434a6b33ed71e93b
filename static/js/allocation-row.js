// One application's proposal: what a percentage, a lump sum or typed lines come to, shown at once. The
// same arithmetic as grants/services/allocation/proportions.py, held together by a test in the browser.

import { ownShare, parseEuros, showEuros } from "./money.js";

const EURO = 100n;
const HUNDRED = 100n;

const form = document.querySelector("form[data-row-form]");
const language = document.documentElement.lang;
const number = (name) => Number(form.dataset[name]);
const plain = (cents) => showEuros(cents, language).replace("€", "").replace(/\u00a0$/, "").trim();
const ceil = (part, whole) => (part + whole - 1n) / whole;

// Costs as applied for: their total, own share and other funding, with the grant left of them.
const applied = {
  total: number("total"),
  grant: number("asked"),
  percent: number("ownPercent"),
};
applied.other = applied.total - applied.grant - ownShare(applied.total, applied.percent);

// The parts of accepted costs: the grant keeps its part of them, rounded down to the euro.
function accept(total) {
  if (!total) return { total: 0, own: 0, other: 0, grant: 0 };
  const unpaid = BigInt(applied.percent) * BigInt(applied.total) + HUNDRED * BigInt(applied.other);
  const others = Number(ceil(BigInt(total) * unpaid, HUNDRED * BigInt(applied.total) * EURO) * EURO);
  const own = ownShare(total, applied.percent);
  return { total, own, other: others - own, grant: total - others };
}

function typedLines() {
  let total = 0;
  for (const field of form.querySelectorAll("[data-line]")) {
    if (!field.value.trim()) continue;
    const cents = parseEuros(field.value, language);
    if (cents === null || cents < 0) return null;
    total += cents;
  }
  return total > applied.total ? null : total;
}

function wanted() {
  const method = form.querySelector("[name=method]:checked")?.value;
  if (method === "lines") {
    const total = typedLines();
    if (total === null) return null;
    const parts = accept(total);
    for (const [name, cents] of Object.entries(parts)) {
      form.querySelector(`[data-sum="${name}"]`).textContent = plain(cents);
    }
    return parts.grant;
  }
  if (method === "lump") {
    const text = form.querySelector("[name=lump]").value;
    return text.trim() ? parseEuros(text, language) : number("proposed");
  }
  if (method === "percent") {
    const found = /^([0-9]{1,3})(?:[.,]([0-9]))?$/.exec(form.querySelector("[name=percent]").value.replace("%", "").trim());
    if (!found) return null;
    const tenths = Number(found[1]) * 10 + Number(found[2] ?? 0);
    return tenths > 1000 ? null : Number((BigInt(applied.grant) * BigInt(tenths)) / (1000n * EURO)) * 100;
  }
  return 0;
}

function show() {
  const cents = wanted();
  if (cents === null || cents < 0) return;
  const left = number("left") + number("proposed") - cents;
  document.querySelector("[data-grant]").textContent = showEuros(cents, language);
  const share = applied.grant ? Math.round((100 * cents) / applied.grant) : 0;
  document.querySelector("[data-share]").textContent = `${share}${language === "en" ? "" : "\u00a0"}%`;
  const place = document.querySelector("[data-left]");
  place.textContent = showEuros(left, language);
  place.classList.toggle("fault", left < 0);
}

form?.addEventListener("input", show);
form?.addEventListener("change", show);
