// Saves each answer by itself: after a pause in typing, on leaving the field, on leaving the page.
// Says when it saved; on a conflict shows both texts; keeps the text when the line is broken. What
// others have changed meanwhile (presence.js hears of it) is said beside the answer and shown on asking.

const PAUSE = 1500;
const RETRY = 15000;

function csrfToken(form) {
  // Signing in again in another tab gives a new one, which only the cookie knows.
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
}

function isJson(response) {
  return response.headers.get("Content-Type")?.startsWith("application/json");
}

class Answer {
  constructor(page, box) {
    this.page = page;
    this.box = box;
    this.status = box.querySelector("[data-status]");
    this.news = box.querySelector("[data-news]");
    this.version = box.querySelector("input[data-version-of]");
    this.saved = this.content();
    box.addEventListener("input", () => this.later(PAUSE));
    box.addEventListener("change", () => this.later(0));
  }

  fields() {
    return [...this.box.querySelectorAll("input[name], textarea[name], select[name]")];
  }

  // What would be sent: the fields of this answer alone, as the form itself would send them.
  data() {
    const whole = new FormData(this.page.form);
    const names = new Set(this.fields().map((field) => field.name));
    return new URLSearchParams([...whole].filter(([name]) => names.has(name)));
  }

  // What the person has typed, without the version that the portal counts.
  content() {
    const data = this.data();
    for (const name of [...data.keys()]) if (name.startsWith("version-")) data.delete(name);
    return data.toString();
  }

  get unsaved() {
    return this.conflict || this.content() !== this.saved;
  }

  later(pause) {
    clearTimeout(this.timer);
    if (!this.conflict) this.timer = setTimeout(() => this.save(), pause);
  }

  // One sending at a time: the next one starts from the version that this one made.
  save() {
    clearTimeout(this.timer);
    this.running = (this.running ?? Promise.resolve()).then(() => this.send());
    return this.running;
  }

  async send() {
    const content = this.content();
    if (this.conflict || content === this.saved) return;
    this.say(this.page.form.dataset.saving);
    try {
      const response = await fetch(this.box.dataset.url, {
        method: "POST",
        body: this.data(),
        headers: { "X-CSRFToken": csrfToken(this.page.form), Accept: "application/json" },
        keepalive: content.length < 50000,
      });
      await this.answered(response, content);
    } catch {
      this.failed(this.page.form.dataset.offline);
    }
  }

  async answered(response, content) {
    if (response.status === 401) return this.failed(this.page.form.dataset.session);
    if (![200, 403, 409, 422].includes(response.status) || !isJson(response)) {
      return response.status < 500
        ? this.say(this.page.form.dataset.refused, "no")
        : this.failed(this.page.form.dataset.offline);
    }
    const told = await response.json();
    if ([403, 422].includes(response.status)) return this.say(told.words, "no");
    this.page.form.elements[told.field].value = told.version;
    if (response.status === 409) return this.disagree(told);
    this.saved = content;
    this.tellNews("");
    this.say(told.words);
  }

  failed(words) {
    this.say(words, "wait");
    this.later(RETRY);
  }

  say(words, tone = "") {
    this.status.dataset.tone = tone;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  // Somebody else has changed this answer while the page lay open: nothing typed is touched, and
  // what they wrote comes only when the person asks for it.
  changed(told) {
    if (this.conflict || told.version <= Number(this.version.value)) return;
    this.tellNews(told.words, () => this.show(told));
  }

  tellNews(words, show) {
    if (this.news.dataset.words === words) return;
    this.news.dataset.words = words;
    this.news.textContent = words;
    if (!show) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm";
    button.textContent = this.page.form.dataset.show;
    button.addEventListener("click", show);
    this.news.append(" ", button);
  }

  show(told) {
    this.tellNews("");
    // One's own words go first to the portal, which answers with both texts.
    if (this.unsaved) return this.save();
    this.version.value = told.version;
    return this.put(told);
  }

  disagree(told) {
    this.say("");
    this.tellNews("");
    this.conflict = document.querySelector("template[data-conflict]").content.firstElementChild.cloneNode(true);
    this.conflict.querySelector("[data-words]").textContent = told.words;
    this.conflict.querySelector("[data-theirs]").textContent = told.theirs;
    this.conflict.querySelector("[data-keep]").addEventListener("click", () => this.keep());
    this.conflict.querySelector("[data-take]").addEventListener("click", () => this.take(told));
    this.status.before(this.conflict);
  }

  settle() {
    this.conflict.remove();
    this.conflict = null;
    this.fields().find((field) => field.type !== "hidden")?.focus();
  }

  keep() {
    this.settle();
    this.save();
  }

  take(told) {
    this.settle();
    return this.put(told);
  }

  // Puts the other's answer into the fields; what one field cannot hold comes with the page anew.
  async put(told) {
    const texts = this.fields().filter((field) => field.matches("textarea, input[type=text]"));
    if (told.typed !== null && texts.length === 1) {
      texts[0].value = told.typed;
      const secret = this.box.querySelector("input[type=checkbox][name^='secret-']");
      if (secret) secret.checked = told.secret;
      texts[0].dispatchEvent(new Event("input", { bubbles: true }));
      this.saved = this.content();
      texts[0].focus();
      return;
    }
    this.saved = this.content();
    await this.page.flush();
    window.location.reload();
  }
}

class Page {
  constructor(form) {
    this.form = form;
    this.answers = [...form.querySelectorAll("[data-answer]")].map((box) => new Answer(this, box));
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("portal:changed", (event) => this.hear(event.detail));
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => { this.flush(); });
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.answers.some((answer) => answer.unsaved)) event.preventDefault();
    });
  }

  flush() {
    return Promise.all(this.answers.filter((answer) => answer.unsaved).map((answer) => answer.save()));
  }

  hear(changed) {
    for (const told of changed) {
      this.answers.find((answer) => answer.version?.dataset.versionOf === told.key)?.changed(told);
    }
  }

  // A save that is still under way would make the form's own look like another writer's.
  async submit(event) {
    if (this.leaving) return;
    event.preventDefault();
    for (const answer of this.answers) clearTimeout(answer.timer);
    await Promise.all(this.answers.map((answer) => answer.running));
    // While this submission is still being told around, a second one would be ignored.
    await new Promise((resolve) => { setTimeout(resolve); });
    // Neither text wins because somebody pressed a button further down.
    const open = this.answers.find((answer) => answer.conflict);
    if (open) return open.conflict.querySelector("[data-keep]").focus();
    this.leaving = true;
    this.form.requestSubmit(event.submitter);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (!form.querySelector("fieldset:disabled")) new Page(form);
}
