// Who else has this page open: tells the portal every twenty seconds that it is open, and says who
// else is here when that changes. Hears as well which answers others have changed meanwhile.
// The question is marked as the page's own, so that it keeps no session alive.

const BEAT = 20000;
const line = document.querySelector("[data-here]");
const form = document.querySelector("form[data-autosave]");
let asking = false;

function versions() {
  const fields = form ? [...form.querySelectorAll("input[data-version-of]")] : [];
  return new URLSearchParams(fields.map((field) => [field.name, field.value]));
}

function csrfToken() {
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  return found ? found[1] : (document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "");
}

function say(words) {
  if (typeof words === "string" && line.textContent !== words) line.textContent = words;
}

async function beat() {
  if (asking || document.visibilityState !== "visible") return;
  asking = true;
  try {
    const response = await fetch(line.dataset.here, {
      method: "POST",
      body: versions(),
      headers: { "X-CSRFToken": csrfToken(), "X-Poll": "1", Accept: "application/json" },
    });
    if (response.ok) {
      const told = await response.json();
      say(told.here);
      document.dispatchEvent(new CustomEvent("portal:changed", { detail: told.changed }));
    }
  } catch {
    // Without a line nobody can be told; autosave says that the line is broken.
  } finally {
    asking = false;
  }
}

document.addEventListener("visibilitychange", beat);
setInterval(beat, BEAT);
beat();
