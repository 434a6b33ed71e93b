// Sends several files one after another, each with its own bar: one that fails says why, the
// others go on. A broken line or an ended session loses nothing: the file waits for another try.

const queue = [];
let busy = false;

function csrfToken(form) {
  // Signing in again in another tab gives a new one, which only the cookie knows.
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

class Upload {
  constructor(place, file) {
    this.place = place;
    this.file = file;
    const template = document.querySelector("template[data-upload-row]");
    this.row = template.content.firstElementChild.cloneNode(true);
    this.bar = this.part("bar");
    this.part("name").textContent = file.name;
    this.bar.setAttribute("aria-label", file.name);
    for (const name of ["name-again", "name-away"]) this.part(name).textContent = ` ${file.name}`;
    this.part("again").addEventListener("click", () => this.wait());
    this.part("dismiss").addEventListener("click", () => this.putAway());
    place.list.append(this.row);
    if (file.size > Number(place.form.dataset.most)) this.fail(place.words("large"));
    else this.wait();
  }

  part(name) {
    return this.row.querySelector(`[data-${name}]`);
  }

  say(words, tone = "") {
    this.row.dataset.tone = tone;
    if (this.part("state").textContent !== words) this.part("state").textContent = words;
  }

  wait() {
    this.isOpen = true;
    this.offer({ again: false, dismiss: false });
    this.bar.hidden = false;
    this.bar.value = 0;
    this.say(this.place.words("waiting"));
    queue.push(this);
    next();
  }

  // One request a file: a refused one takes nothing from the others.
  send() {
    const data = new FormData();
    data.append("asked", this.place.form.elements.asked.value);
    data.append("files", this.file);
    const request = new XMLHttpRequest();
    request.open("POST", this.place.form.getAttribute("action") || window.location.pathname);
    request.setRequestHeader("X-CSRFToken", csrfToken(this.place.form));
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", (event) => this.progress(event));
    return new Promise((done) => {
      request.addEventListener("load", () => done(this.answered(request)));
      for (const name of ["error", "abort", "timeout"]) {
        request.addEventListener(name, () => done(this.fail(this.place.words("offline"), { again: true })));
      }
      request.send(data);
    });
  }

  progress(event) {
    if (!event.lengthComputable) return;
    const percent = Math.round((100 * event.loaded) / event.total);
    this.bar.value = percent;
    const words = percent < 100 ? `${this.place.words("sending")}, ${percent} %` : this.place.words("looking");
    this.say(words);
  }

  answered(request) {
    if (request.status === 401) return this.fail(this.place.words("session"), { again: true });
    if (![201, 413, 422].includes(request.status)) return this.fail(this.place.words("failed"), { again: true });
    let told;
    try {
      told = JSON.parse(request.responseText);
    } catch {
      // A proxy in front has words of its own for a body that it finds too large.
      return this.fail(this.place.words("failed"), { again: true });
    }
    this.place.show(told);
    if (request.status !== 201) return this.fail(told.words);
    this.place.say(`${this.file.name}: ${this.place.words("done")}`);
    return this.putAway();
  }

  fail(words, { again = false } = {}) {
    this.isOpen = again;
    this.bar.hidden = true;
    this.say(words, again ? "wait" : "no");
    this.offer({ again, dismiss: true });
    this.place.say(`${this.file.name}: ${words}`);
  }

  offer({ again, dismiss }) {
    this.part("again").hidden = !again;
    this.part("dismiss").hidden = !dismiss;
  }

  putAway() {
    const hadFocus = this.row.contains(document.activeElement);
    this.row.remove();
    this.place.uploads.delete(this);
    if (hadFocus) this.place.input.focus();
  }
}

class Place {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-uploads]");
    this.drop = form.querySelector("[data-drop]");
    this.uploads = new Set();
    for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
    for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
    this.input.addEventListener("change", () => this.take());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.take();
    });
    this.listenToDrops();
  }

  words(name) {
    return this.form.dataset[`words${name[0].toUpperCase()}${name.slice(1)}`];
  }

  say(words) {
    this.form.querySelector("[data-say]").textContent = words;
  }

  take() {
    this.add(this.input.files);
    this.input.value = "";
  }

  add(files) {
    for (const file of files) this.uploads.add(new Upload(this, file));
  }

  show(told) {
    this.form.closest(".place").querySelector("[data-place-files]").innerHTML = told.place;
    document.querySelector("[data-room]").innerHTML = told.room;
  }

  listenToDrops() {
    const over = (event, is) => {
      event.preventDefault();
      this.drop.classList.toggle("over", is);
    };
    this.drop.addEventListener("dragover", (event) => over(event, true));
    this.drop.addEventListener("dragleave", (event) => over(event, false));
    this.drop.addEventListener("drop", (event) => {
      over(event, false);
      this.add(event.dataTransfer.files);
    });
  }

  get unsent() {
    return [...this.uploads].some((upload) => upload.isOpen);
  }
}

async function next() {
  if (busy) return;
  busy = true;
  while (queue.length) await queue.shift().send();
  busy = false;
}

const places = [...document.querySelectorAll("form[data-upload]")].map((form) => new Place(form));
// A file that misses the box must not replace the page.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => {
  if (busy || places.some((place) => place.unsent)) event.preventDefault();
});
