// What a budget comes to, and which pay is above the cap: the same rules as grants/budgeting.py and
// grants/services/pay_cap.py, held together by tests/grants/budget_cases.json. Everything in cents.

import { ownShare, parseEuros } from "./money.js";

const MONTHS = /^[0-9]{1,5}(?:[.,][0-9]{1,9})?$/;
const MONTHS_OF_YEAR = 12;
const TENTHS = 10;
const CENTS = 100;
const KINDS = ["member", "category", "type", "year"];

// The sums of typed lines and funding, and of what is not this person's to write (`fixed` lines with
// cents, `fixedOther` cents); what is no number is counted in `wrong`.
export function sums({ lines, other, fixed = [], fixedOther = 0, percent, language }) {
  let wrong = 0;
  const read = (text) => {
    if (!text.trim()) return 0;
    const cents = parseEuros(text, language);
    if (cents === null || cents < 0) wrong += 1;
    return Math.max(cents ?? 0, 0);
  };
  const by = Object.fromEntries(KINDS.map((kind) => [kind, {}]));
  let total = 0;
  const count = (line, cents) => {
    total += cents;
    for (const kind of KINDS) {
      const key = line[kind];
      if (key !== undefined) by[kind][key] = (by[kind][key] ?? 0) + cents;
    }
  };
  for (const line of lines) count(line, read(line.amount));
  const mine = total;
  for (const line of fixed) count(line, line.cents);
  const others = other.reduce((sum, amount) => sum + read(amount), fixedOther);
  const own = ownShare(total, percent);
  return { total, mine, own, other: others, grant: total - own - others, by, wrong };
}

// Tenths of a person-month: nought when nothing is typed, null when it is no number.
export function parseMonths(text) {
  const plain = text.replace(/\s+/g, "");
  if (!plain) return 0;
  if (!MONTHS.test(plain)) return null;
  const [whole, part = ""] = plain.split(/[.,]/);
  if (/[1-9]/.test(part.slice(1))) return null;
  return Number(whole) * TENTHS + Number(part.slice(0, 1) || 0);
}

// Pay above the cap: {pay} for a person a year up to the whole euro, {} without person-months, else null.
export function overCap({ type, amount, months }, cap, language) {
  const cents = parseEuros(amount, language);
  const tenths = parseMonths(months);
  if (!cap || type !== "pay" || cents === null || cents < 0 || cents % CENTS || tenths === null) return null;
  if (!tenths) return cents > cap ? {} : null;
  const [pay, time] = [BigInt(cents) * BigInt(MONTHS_OF_YEAR * TENTHS), BigInt(tenths)];
  if (pay <= BigInt(cap) * time) return null;
  const euros = (pay + time * BigInt(CENTS) - 1n) / (time * BigInt(CENTS));
  return { pay: Number(euros) * CENTS };
}
