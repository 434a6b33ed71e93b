// The edge between two panes: dragged, or moved by arrow keys; where it stands is kept in this browser.

const KEPT = "split";
const STEP = 2;

function kept() {
  try { return Number(localStorage.getItem(KEPT)) || 0; } catch { return 0; }
}

function keep(share) {
  try { localStorage.setItem(KEPT, String(share)); } catch { /* Private windows keep nothing. */ }
}

class Split {
  constructor(box) {
    this.box = box;
    this.edge = box.querySelector("[data-split-edge]");
    this.least = Number(this.edge.getAttribute("aria-valuemin"));
    this.most = Number(this.edge.getAttribute("aria-valuemax"));
    this.usual = Number(this.edge.getAttribute("aria-valuenow"));
    this.edge.hidden = false;
    if (kept()) this.put(kept());
    this.edge.addEventListener("pointerdown", (event) => this.take(event));
    this.edge.addEventListener("pointermove", (event) => this.drag(event));
    this.edge.addEventListener("keydown", (event) => this.press(event));
    this.edge.addEventListener("dblclick", () => this.settle(this.usual));
  }

  get share() { return Number(this.edge.getAttribute("aria-valuenow")); }

  put(share) {
    const held = Math.round(Math.min(this.most, Math.max(this.least, share)));
    this.edge.setAttribute("aria-valuenow", String(held));
    this.box.style.setProperty("--split", `${held}%`);
    return held;
  }

  settle(share) { keep(this.put(share)); }

  take(event) {
    this.edge.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.edge.focus();
  }

  drag(event) {
    if (!this.edge.hasPointerCapture(event.pointerId)) return;
    const { left, width } = this.box.getBoundingClientRect();
    this.settle(((event.clientX - left) / width) * 100);
  }

  press(event) {
    const to = { ArrowLeft: this.share - STEP, ArrowRight: this.share + STEP, Home: this.least, End: this.most, Enter: this.usual }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.settle(to);
  }
}

for (const box of document.querySelectorAll("[data-split]")) new Split(box);
