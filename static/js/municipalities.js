// "Can we apply?" without waiting for whole pages: names complete themselves, and the answer is put
// in place of the old one. Without this the same form and buttons ask the server for a page.

const form = document.getElementById("check");
const answer = document.getElementById("answer");
const told = document.getElementById("told");
const box = form.querySelector("[data-names]");
const MOST = 12;

// Letters as a keyboard without Ä and Å types them.
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

const choices = fetch(box.dataset.names)
  .then((response) => (response.ok ? response.json() : { choices: [] }))
  .then(({ choices }) =>
    choices.map(([key, name, other, where]) => ({ key, name, other, where, names: [plain(name), plain(other)] })),
  )
  .catch(() => []);

const chosen = () => new Set([...form.elements].filter((field) => field.name === "m").map((field) => field.value));

function matches(all, words) {
  const wanted = plain(words.trim());
  const taken = chosen();
  if (!wanted) return [];
  const found = all.filter((one) => !taken.has(one.key) && one.names.some((name) => name.includes(wanted)));
  const begins = (one) => one.names.some((name) => name.startsWith(wanted));
  const exact = (one) => one.name.toLowerCase().startsWith(words.trim().toLowerCase());
  const rank = (one) => (begins(one) ? 0 : 2) + (exact(one) ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, MOST);
}

// A suggestion is put in as HTML: its words are written as text first.
function suggestion(one) {
  if (!one) return "";
  const line = document.createElement("div");
  line.append(one.name, " ");
  const more = document.createElement("span");
  more.className = "quiet";
  more.textContent = [one.other, one.where].filter(Boolean).join(" · ");
  line.append(more);
  return line.innerHTML;
}

function take(page, address, focus) {
  const fresh = page.getElementById("answer");
  if (!fresh) {
    location.assign(address);
    return;
  }
  const had = answer.contains(document.activeElement);
  answer.replaceChildren(...document.adoptNode(fresh).childNodes);
  // The languages' links lead to the same choice.
  for (const link of page.querySelectorAll("[hreflang]")) {
    for (const own of document.querySelectorAll(`[hreflang="${link.hreflang}"]`)) own.setAttribute("href", link.getAttribute("href"));
  }
  told.textContent = answer.querySelector("[data-told]")?.dataset.told ?? "";
  if (had || focus) (answer.querySelector("#found-title, #verdict-title") ?? form.elements.q).focus({ preventScroll: !focus });
}

let latest = 0;

async function show(address, { keep = true, focus = false } = {}) {
  const mine = ++latest;
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== latest) return;
    if (keep) history.pushState({}, "", response.url);
    take(page, response.url, focus);
  } catch {
    location.assign(address);
  }
}

function ask(extra, options) {
  const fields = new URLSearchParams([...chosen()].map((key) => ["m", key]));
  for (const [name, value] of extra) fields.append(name, value);
  return show(`${form.action.split("#")[0]}?${fields}`, options);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const pressed = event.submitter;
  if (pressed?.name) ask([[pressed.name, pressed.value]]);
  else ask([["q", form.elements.q.value]], { focus: true });
});

addEventListener("popstate", () => show(location.href, { keep: false }));

function complete() {
  const field = box.querySelector("input");
  const { none, count, current, help } = box.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const had = document.activeElement === field;
  const words = field.value;
  box.replaceChildren();
  window.accessibleAutocomplete({
    element: box,
    id: "id_q",
    name: "q",
    defaultValue: words,
    autoselect: true,
    displayMenu: "overlay",
    confirmOnBlur: false,
    inputClasses: "form-control",
    templates: { inputValue: () => "", suggestion },
    source: (query, populate) => choices.then((all) => populate(matches(all, query))),
    onConfirm: (one) => one && ask([["add", one.key]]),
    tNoResults: () => none,
    tAssistiveHint: () => help,
    tStatusQueryTooShort: () => "",
    tStatusNoResults: () => none,
    tStatusSelectedOption: (name, n, index) => fill(current, { name, n, place: index + 1 }),
    tStatusResults: (n, text) => fill(count, { n, chosen: text }),
  });
  if (had) box.querySelector("input").focus();
}

if (window.accessibleAutocomplete) complete();
