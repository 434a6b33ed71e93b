// The budget page: live sums and remarks, adding and removing rows, showing one municipality's lines,
// all without a round trip. The server works without any of it and has the last word on every sum.

import { overCap, sums } from "./budget-sums.js";
import { showEuros } from "./money.js";

class BudgetPage {
  constructor(form) {
    this.form = form;
    this.language = document.documentElement.lang;
    this.status = form.querySelector("[data-status]");
    this.asking = form.dataset.asking.split(" ");
    this.decisions = JSON.parse(form.dataset.decisions);
    this.next = Math.max(-1, ...[...form.querySelectorAll("[data-remove]")].map((b) => Number(b.value.split("-")[1]))) + 1;
    for (const note of form.querySelectorAll("[data-without-script]")) note.hidden = true;
    this.startFilter();
    form.addEventListener("input", (event) => this.input(event));
    form.addEventListener("click", (event) => this.click(event));
    form.addEventListener("submit", () => { this.unsaved = false; });
    window.addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
    this.show();
  }

  rows(table) {
    return [...this.form.querySelectorAll(`[data-rows=${table}] > [data-row]`)];
  }

  typed() {
    const fixed = [...this.form.querySelectorAll("[data-fixed]")].map(({ dataset }) => ({ ...dataset, cents: Number(dataset.cents) }));
    const funding = [...this.form.querySelectorAll("[data-fixed-funding]")].map((one) => Number(one.dataset.fixedFunding));
    return {
      lines: this.rows("lines").map((row) => this.line(row)),
      other: this.rows("other").map((row) => cell(row, "amount").value),
      fixed,
      fixedOther: funding.reduce((sum, cents) => sum + cents, 0),
      percent: Number(this.form.dataset.ownShare),
      language: this.language,
    };
  }

  line(row) {
    const value = (field) => cell(row, field).value;
    return { member: value("member"), category: value("category"), type: value("cost_type"), year: value("year"), amount: value("amount"), months: value("person_months") };
  }

  show() {
    const found = sums(this.typed());
    for (const output of this.form.querySelectorAll("[data-sum]")) {
      output.textContent = showEuros(found[output.dataset.sum], this.language);
    }
    for (const output of this.form.querySelectorAll("[data-by]")) {
      output.textContent = showEuros(found.by[output.dataset.by][output.dataset.key] ?? 0, this.language);
    }
    const wrong = this.form.querySelector("[data-wrong-sums]");
    wrong.hidden = !found.wrong;
    wrong.textContent = found.wrong ? this.form.dataset.wrong : "";
    for (const row of this.rows("lines")) this.remark(row);
  }

  // Pay above the cap, and the decision where the category asks for one; one that was typed stays.
  remark(row) {
    const note = row.querySelector("[data-pay]");
    const words = this.payWords(this.line(row));
    note.hidden = !words;
    if (note.textContent !== words) note.textContent = words;
    const decision = row.querySelector("[data-decision]");
    if (decision) decision.hidden = !this.asks(row) && !cell(row, "decision").value;
  }

  payWords(line) {
    const { payCap, payOver, payMonths } = this.form.dataset;
    const over = payCap && overCap(line, Number(payCap), this.language);
    if (!over) return "";
    const words = over.pay ? payOver.replace("%(pay)s", showEuros(over.pay, this.language)) : payMonths;
    return words.replace("%(cap)s", showEuros(Number(payCap), this.language));
  }

  asks(row) {
    return this.asking.includes(cell(row, "category").value);
  }

  // The municipality's own decision is offered when the category, or the municipality, is chosen.
  offerDecision(row) {
    const input = cell(row, "decision");
    if (!input || (input.value && !("offered" in input.dataset))) return;
    input.value = (this.asks(row) && this.decisions[cell(row, "member").value]) || "";
    input.dataset.offered = "";
  }

  input({ target }) {
    const row = target.closest("[data-rows=lines] > [data-row]");
    if (target.dataset.cell === "decision") delete target.dataset.offered;
    if (row && ["member", "category"].includes(target.dataset.cell)) this.offerDecision(row);
    if (!("filter" in target.dataset)) this.changed();
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
      select.value = cell(before, select.dataset.cell).value;
    }
    if (table === "lines") {
      if (this.filter?.value) cell(row, "member").value = this.filter.value;
      this.offerDecision(row);
    }
    body.append(row);
    this.changed(this.form.dataset.added);
    this.filterRows();
    // With a lone member its cell is not shown.
    [...row.querySelectorAll("select, input")].find((one) => one.offsetParent)?.focus();
  }

  remove(row) {
    const body = row.parentElement;
    const seen = (start, step) => { let one = start; while (one?.hidden) one = one[step]; return one; };
    const neighbour = seen(row.nextElementSibling, "nextElementSibling") ?? seen(row.previousElementSibling, "previousElementSibling");
    row.remove();
    this.changed(this.form.dataset.removed);
    this.filterRows();
    const target = neighbour?.querySelector("[data-remove]") ?? this.form.querySelector(`[data-add=${body.dataset.rows}]`);
    target.focus();
  }

  // Only a way of looking: hidden lines are saved with the others.
  startFilter() {
    this.filter = this.form.querySelector("[data-filter]");
    if (!this.filter || this.filter.options.length <= 2) return;
    this.form.querySelector("[data-filter-box]").hidden = false;
    this.filter.addEventListener("change", () => this.filterRows());
    // A link of the error summary may lead to a line that is not shown.
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(location.hash.slice(1));
      if (!target?.closest("[data-row][hidden]")) return;
      this.filter.value = "";
      this.filterRows();
      target.focus();
    });
    this.filterRows();
  }

  filterRows() {
    if (!this.filter) return;
    const rows = this.rows("lines");
    for (const row of rows) row.hidden = Boolean(this.filter.value) && cell(row, "member").value !== this.filter.value;
    const shown = rows.filter((row) => !row.hidden).length;
    this.form.querySelector("[data-filter-count]").textContent = this.form.dataset.shown
      .replace("%(shown)s", shown).replace("%(all)s", rows.length);
  }
}

function cell(row, field) {
  return row.querySelector(`[data-cell=${field}]`);
}

for (const form of document.querySelectorAll("form[data-budget]")) new BudgetPage(form);
