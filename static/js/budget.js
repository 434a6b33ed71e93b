// The budget's live totals, and adding and removing rows without a round trip. The server works
// without any of it and has the last word on every sum.

import { ownShare, parseEuros, showEuros } from "./money.js";

// The sums of typed lines and funding, in cents; what is no number is counted in `wrong`.
export function sums({ lines, other, percent, language }) {
  const byMember = {};
  let wrong = 0;
  const read = (text) => {
    if (!text.trim()) return 0;
    const cents = parseEuros(text, language);
    if (cents === null || cents < 0) wrong += 1;
    return Math.max(cents ?? 0, 0);
  };
  let total = 0;
  for (const { member, amount } of lines) {
    const cents = read(amount);
    total += cents;
    byMember[member] = (byMember[member] ?? 0) + cents;
  }
  const others = other.reduce((sum, amount) => sum + read(amount), 0);
  const own = ownShare(total, percent);
  return { total, own, other: others, grant: total - own - others, byMember, wrong };
}

class BudgetPage {
  constructor(form) {
    this.form = form;
    this.language = document.documentElement.lang;
    this.status = form.querySelector("[data-status]");
    this.next = Math.max(-1, ...[...form.querySelectorAll("[data-remove]")].map((b) => Number(b.value.split("-")[1]))) + 1;
    for (const note of form.querySelectorAll("[data-without-script]")) note.hidden = true;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("click", (event) => this.click(event));
    form.addEventListener("submit", () => { this.unsaved = false; });
    window.addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
    this.show();
  }

  typed() {
    const value = (row, field) => row.querySelector(`[data-cell=${field}]`).value;
    const rows = (table) => [...this.form.querySelectorAll(`[data-rows=${table}] > [data-row]`)];
    return {
      lines: rows("lines").map((row) => ({ member: value(row, "member"), amount: value(row, "amount") })),
      other: rows("other").map((row) => value(row, "amount")),
      percent: Number(this.form.dataset.ownShare),
      language: this.language,
    };
  }

  show() {
    const found = sums(this.typed());
    for (const output of this.form.querySelectorAll("[data-sum]")) {
      output.textContent = showEuros(found[output.dataset.sum], this.language);
    }
    for (const output of this.form.querySelectorAll("[data-member]")) {
      output.textContent = showEuros(found.byMember[output.dataset.member] ?? 0, this.language);
    }
    const wrong = this.form.querySelector("[data-wrong-sums]");
    wrong.hidden = !found.wrong;
    wrong.textContent = found.wrong ? this.form.dataset.wrong : "";
  }

  changed(words = this.form.dataset.unsaved) {
    this.unsaved = true;
    if (this.status && this.status.textContent !== words) this.status.textContent = words;
    this.show();
  }

  click(event) {
    const button = event.target.closest("button");
    if (button?.dataset.add) {
      event.preventDefault();
      this.add(button.dataset.add);
    } else if (button && "remove" in button.dataset) {
      event.preventDefault();
      this.remove(button.closest("[data-row]"));
    }
  }

  // A line begins as the one before it: most budgets list a member's costs one after the other.
  add(table) {
    const body = this.form.querySelector(`[data-rows=${table}]`);
    const template = document.querySelector(`[data-template=${table}]`);
    const holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML
      .replaceAll("__number__", this.next++)
      .replaceAll("__place__", body.children.length + 1);
    const row = holder.querySelector("[data-row]");
    const before = body.lastElementChild;
    for (const select of before ? row.querySelectorAll("select") : []) {
      select.value = before.querySelector(`[data-cell=${select.dataset.cell}]`).value;
    }
    body.append(row);
    this.changed(this.form.dataset.added);
    row.querySelector("select, input").focus();
  }

  remove(row) {
    const body = row.parentElement;
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.changed(this.form.dataset.removed);
    const target = neighbour?.querySelector("[data-remove]") ?? this.form.querySelector(`[data-add=${body.dataset.rows}]`);
    target.focus();
  }
}

for (const form of document.querySelectorAll("form[data-budget]")) new BudgetPage(form);
