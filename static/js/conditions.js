// Hides a question until the answer that calls for it is given. Without this every question of
// the section is shown, with a sentence that says when it is asked.

function answersTo(key) {
  const fields = document.querySelectorAll(`[data-question="${CSS.escape(key)}"]`);
  const given = [];
  for (const field of fields) {
    if (field.matches("input[type=radio], input[type=checkbox]") ? field.checked : field.value) given.push(field.value);
  }
  return given;
}

// What is hidden with the field: its mark of secrecy and its status too, where the page has them.
const boxOf = (field) => field.closest("[data-answer]") ?? field.closest(".field");

function apply() {
  const seen = new Set();
  // In the page's order: a question that hides may itself have called for a later one.
  for (const field of document.querySelectorAll("[data-asked-if]")) {
    const box = boxOf(field);
    if (!box || seen.has(box)) continue;
    seen.add(box);
    const wanted = field.dataset.askedValues.split(" ");
    const earlier = document.querySelector(`[data-question="${CSS.escape(field.dataset.askedIf)}"]`);
    if (!earlier) continue;
    const asked = !boxOf(earlier)?.hidden && answersTo(field.dataset.askedIf).some((v) => wanted.includes(v));
    box.hidden = !asked;
  }
}

apply();
document.addEventListener("change", apply);
document.addEventListener("htmx:afterSwap", apply);
