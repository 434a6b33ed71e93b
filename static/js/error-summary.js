/** Puts the focus on the error summary, so that it is read first; again after htmx has swapped one in. */
export function focusErrorSummary(root) {
  const find = (within) => within.querySelector("[data-error-summary]")?.focus();
  find(root);
  root.addEventListener("htmx:afterSwap", (event) => find(event.target));
}
