// Euros as people type them and as the portal shows them: the same rules as sky_portal/money.py
// and sky_portal/ui/formats.py, held together by tests/grants/budget_cases.json.

const CENTS = 100;
const MAX_CENTS = 99_999_999_999 * CENTS;
const DECIMALS = 2;
// No amount needs more characters: longer texts are not even looked at.
const LONGEST = 60;
const SPACE = "\u00a0";
const MINUS = "\u2212";
const ODD_SPACES = /[\u00a0\u2007\u2009\u202f\t]/g;
const MINUSES = /[\u2212\u2013]/g;
const UNIT_BEFORE = /^(?:€|eur)\s*/i;
const UNIT_AFTER = /\s*(?:€|euroa|euro|euros|eur)$/i;
const AMOUNT = /^(-?)\s*([0-9][0-9 .,]*)$/;
const GROUPED = /^[0-9]{1,3}(?:([ .,])[0-9]{3})(?:\1[0-9]{3})*$/;
const DIGITS = /^[0-9]+$/;

// The cents of an amount, or null when it is empty, no number, or may mean either of two.
export function parseEuros(text, language) {
  const trimmed = text.replace(ODD_SPACES, " ").replace(MINUSES, "-").trim();
  if (trimmed.length > LONGEST) return null;
  const plain = trimmed
    .replace(UNIT_BEFORE, "").replace(UNIT_AFTER, "").trim();
  const found = AMOUNT.exec(plain);
  const cents = found && centsOf(found[2], language.startsWith("en"));
  if (cents === null || cents > MAX_CENTS) return null;
  return found[1] && cents ? -cents : cents;
}

function centsOf(digits, english) {
  const parts = split(digits, english);
  if (!parts) return null;
  let [whole, mark, decimals] = parts;
  if (!DIGITS.test(whole)) {
    const grouping = GROUPED.exec(whole);
    if (!grouping || grouping[1] === mark) return null;
    whole = whole.replaceAll(grouping[1], "");
  }
  if (decimals.length > DECIMALS) return null;
  return Number(whole) * CENTS + Number(decimals.padEnd(DECIMALS, "0"));
}

function split(digits, english) {
  const marks = [...digits].filter((sign) => sign === "." || sign === ",");
  if (!marks.length || (marks.length > 1 && new Set(marks).size === 1)) return [digits, "", ""];
  const mark = marks.at(-1);
  const at = digits.lastIndexOf(mark);
  const [whole, decimals] = [digits.slice(0, at), digits.slice(at + 1)];
  if (!DIGITS.test(decimals)) return null;
  const grouped = marks.length === 1 && !whole.includes(" ") && GROUPED.test(digits) && !whole.startsWith("0");
  if (!grouped) return [whole, mark, decimals];
  return english && mark === "," ? [digits, "", ""] : null;
}

// The applicant's own share in cents: a percentage of the total, rounded up to the euro.
export function ownShare(total, percent) {
  const divisor = BigInt(CENTS * CENTS);
  return Number((BigInt(total) * BigInt(percent) + divisor - 1n) / divisor) * CENTS;
}

// "625 000 €", or "€625,000" in English.
export function showEuros(cents, language) {
  const whole = Math.floor(Math.abs(cents) / CENTS);
  const rest = Math.abs(cents) % CENTS;
  const english = language.startsWith("en");
  let text = String(whole).replace(/\B(?=(\d{3})+$)/g, english ? "," : SPACE);
  if (rest) text += (english ? "." : ",") + String(rest).padStart(DECIMALS, "0");
  const sign = cents < 0 ? MINUS : "";
  return english ? `${sign}€${text}` : `${sign}${text}${SPACE}€`;
}
