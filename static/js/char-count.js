// Tells how many characters are left in a text with a limit. The server counts the same way
// (sky_portal/questions/text.py): composed letters, line breaks as one, UTF-16 units.

const QUIET = 1000;

export function length(text) {
  return text.replaceAll("\r\n", "\n").normalize("NFC").trim().length;
}

export function sentence(field) {
  const left = Number(field.dataset.limit) - length(field.value);
  const number = Math.abs(left).toLocaleString(document.documentElement.lang);
  return (left < 0 ? field.dataset.over : field.dataset.left).replace("%s", number);
}

function watch(field) {
  if (field.dataset.counted) return;
  field.dataset.counted = "yes";
  const shown = document.createElement("p");
  shown.className = "count small quiet";
  shown.setAttribute("aria-hidden", "true");
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  field.after(shown, spoken);
  let timer;
  const update = () => {
    shown.textContent = sentence(field);
    shown.classList.toggle("fault", length(field.value) > Number(field.dataset.limit));
  };
  update();
  field.addEventListener("input", () => {
    update();
    // Spoken when the writer rests, not at every letter.
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = sentence(field); }, QUIET);
  });
}

const watchAll = (root) => root.querySelectorAll("[data-limit]").forEach(watch);
watchAll(document);
document.addEventListener("htmx:afterSwap", (event) => watchAll(event.target));
