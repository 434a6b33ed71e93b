// A job's progress: htmx asks for its state every other second; this hides the advice to reload,
// and loads the page anew once the work is done, so that what it made can be opened.

const boxes = document.querySelectorAll("[data-job-progress]");

function stateOf(box) {
  return box.querySelector("[data-job-state]")?.dataset.jobState;
}

function settle(box, wasActive) {
  for (const advice of box.querySelectorAll("[data-without-js]")) {
    advice.hidden = Boolean(window.htmx);
  }
  if (wasActive && stateOf(box) === "done" && !hasUnsavedText()) {
    window.location.reload();
  }
}

function hasUnsavedText() {
  return [...document.querySelectorAll("textarea, input[type=text], input[type=number]")].some(
    (field) => field.value !== field.defaultValue,
  );
}

for (const box of boxes) {
  let wasActive = stateOf(box) === "active";
  settle(box, false);
  box.addEventListener("htmx:afterSettle", () => {
    settle(box, wasActive);
    wasActive = stateOf(box) === "active";
  });
}
