// A bar that fills (components/stacked.html), drawn anew with other amounts: the same arithmetic as
// sky_portal/ui/stacked.py.

import { showEuros } from "./money.js";

const WIDE = 1000;
const LEFT = "left";

const percent = (thousandths) => `${thousandths / 10}%`;

// The parts of the bar as the server drew them: {solid: cents, …}.
export function amountsOf(bar) {
  return Object.fromEntries(
    [...bar.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, Number(part.dataset.cents)]),
  );
}

// Draws the amounts; what is left fills the rest. Returns what is left, below nought when exceeded.
export function draw(bar, amounts, language) {
  const whole = Number(bar.dataset.whole);
  const used = Object.entries(amounts).reduce((sum, [kind, cents]) => (kind === LEFT ? sum : sum + cents), 0);
  const left = whole - used;
  const most = Math.max(whole, used, 1);
  let x = 0;
  for (const part of bar.querySelectorAll("[data-part]")) {
    const kind = part.dataset.part;
    const cents = kind === LEFT ? Math.max(left, 0) : amounts[kind];
    const width = Math.max(Math.floor((WIDE * cents) / most), cents ? 1 : 0);
    part.setAttribute("x", percent(x));
    part.setAttribute("width", percent(width));
    x += width;
    const words = bar.querySelector(`[data-amount="${kind}"]`);
    if (words) {
      words.textContent = showEuros(kind === LEFT ? left : cents, language);
      words.classList.toggle("is-over", kind === LEFT && left < 0);
    }
  }
  const end = bar.querySelector("[data-end]");
  const place = percent(left < 0 ? Math.floor((WIDE * whole) / used) : WIDE);
  end.setAttribute("x1", place);
  end.setAttribute("x2", place);
  end.setAttribute("visibility", left < 0 ? "visible" : "hidden");
  return left;
}
