// Several cells pasted into the budget's table fill it right and down from where they were put, as in
// a spreadsheet; lines are added as needed, and all of it can be taken back. One cell alone is the
// browser's own business, and so is a paste anywhere else.

const UNCHOSEN = "?";

// The rows of what a spreadsheet puts on the clipboard: tabs, line ends, cells in quotation marks.
export function cellsOf(text) {
  const rows = [[]];
  let at = 0;
  const all = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (at <= all.length) {
    const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(all.slice(at));
    const plain = quoted ? null : /^[^\t\n]*/.exec(all.slice(at))[0];
    rows.at(-1).push((quoted ? quoted[1].replaceAll('""', '"') : plain).replace(/\s+/g, " ").trim());
    at += quoted ? quoted[0].length : plain.length;
    if (at < all.length && all[at] === "\n") rows.push([]);
    at += 1;
  }
  return rows;
}

// Words are compared without case, accents, soft hyphens and doubled spaces.
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f\u00ad]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

// The option that a cell's text names: wholly, by its number, or as the only one that begins so.
export function optionFor(text, options) {
  const wanted = fold(text);
  if (!wanted) return null;
  const named = options.map((option) => ({ option, label: fold(option.label) }));
  const exact = named.find(({ label }) => label === wanted || label.replace(/^\d+ /, "") === wanted || label.split(" ")[0] === wanted);
  if (exact) return exact.option;
  const stem = wanted.length < 4 ? wanted : wanted.slice(0, Math.max(4, wanted.length - 2));
  const begun = named.filter(({ label }) => wanted.length > 3 && (label.startsWith(stem) || label.replace(/^\d+ /, "").startsWith(stem)));
  return begun.length === 1 ? begun[0].option : null;
}

// What the portal does not know stays in sight as it came, and is refused until somebody chooses.
function unknown(select, text) {
  const option = [...select.options].find(({ value }) => value === UNCHOSEN) ?? new Option("", UNCHOSEN);
  option.textContent = `${text} ?`;
  select.prepend(option);
  select.setAttribute("aria-invalid", "true");
  select.addEventListener("change", () => select.removeAttribute("aria-invalid"), { once: true });
  return option;
}

// Headers were copied along when the first row has a word where sums belong.
function isHeader(rows, fields) {
  const at = fields.findIndex((field) => field.dataset.cell === "amount");
  return rows.length > 1 && at >= 0 && Boolean(rows[0][at]) && !/\d/.test(rows[0][at]);
}

// The rows of the table, without those that are hidden while one municipality's are shown.
function seen(body) {
  return [...body.children].filter((row) => !row.hidden);
}

class Paste {
  constructor(form) {
    this.form = form;
    this.told = form.querySelector("[data-paste-told]");
    this.words = form.querySelector("[data-paste-words]");
    form.querySelector("[data-paste-hint]").hidden = false;
    // A list to choose from takes no text: the event of a paste there goes to the page.
    document.addEventListener("paste", (event) => this.paste(event));
    form.querySelector("[data-paste-undo]").addEventListener("click", () => this.undo());
  }

  paste(event) {
    const focused = document.activeElement;
    const start = this.form.contains(focused) && "cell" in focused.dataset ? focused : null;
    const cells = cellsOf(event.clipboardData?.getData("text/plain") ?? "");
    if (!start || (cells.length < 2 && cells[0].length < 2)) return;
    event.preventDefault();
    const body = start.closest("[data-rows]");
    this.done = { changed: [], added: [], body };
    const row = start.closest("[data-row]");
    const first = seen(body).indexOf(row);
    const column = columnsOf(row).indexOf(start);
    const found = { cells: 0, odd: 0 };
    const rows = cells.filter((texts) => texts.some(Boolean));
    if (isHeader(rows, columnsOf(row).slice(column))) rows.shift();
    rows.forEach((texts, down) => {
      const into = columnsOf(this.row(body, first + down)).slice(column);
      texts.slice(0, into.length).forEach((text, right) => this.fill(into[right], text, found));
    });
    start.focus();
    this.tell(found);
  }

  // The row at that place; the page's own button makes those that are missing.
  row(body, place) {
    while (seen(body).length <= place) {
      this.form.querySelector(`[data-add=${body.dataset.rows}]`).click();
      this.done.added.push(body.lastElementChild);
    }
    return seen(body)[place];
  }

  fill(field, text, found) {
    const before = field.value;
    if (field.tagName !== "SELECT") field.value = text;
    else if (!text) return;
    else {
      const option = optionFor(text, [...field.options].filter(({ value }) => value !== UNCHOSEN)) ?? unknown(field, text);
      field.value = option.value;
      if (option.value === UNCHOSEN) found.odd += 1;
    }
    found.cells += 1;
    this.done.changed.push([field, before]);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  tell({ cells, odd }) {
    const { filled, added, odd: oddWords } = this.told.dataset;
    const sentences = [filled.replace("{cells}", cells)];
    if (this.done.added.length) sentences.push(added.replace("{rows}", this.done.added.length));
    if (odd) sentences.push(oddWords.replace("{cells}", odd));
    this.say(sentences.join(" "), true);
  }

  undo() {
    for (const row of this.done.added) row.remove();
    for (const [field, before] of this.done.changed.reverse()) {
      field.value = before;
      field.removeAttribute("aria-invalid");
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.say(this.told.dataset.undone, false);
    this.done.body.querySelector("[data-cell]")?.focus();
  }

  say(words, undoable) {
    this.told.hidden = false;
    this.told.querySelector("[data-paste-undo]").hidden = !undoable;
    this.words.textContent = words;
  }
}

// The fields that are columns, in the page's order: the decision stands below the basis, and a member
// who is alone in the pilot needs no column.
function columnsOf(row) {
  return [...row.querySelectorAll("[data-cell]")].filter((field) => field.dataset.cell !== "decision" && field.checkVisibility());
}

for (const form of document.querySelectorAll("form[data-budget]")) new Paste(form);
