"""Collects the strings to translate into locale/; with --check only says what is missing.

python deploy/messages.py           updates the .po files
python deploy/messages.py --check   fails when a string is not collected, translated or is fuzzy
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
DOMAINS = {"django": "html,txt,py", "djangojs": "js"}
LANGUAGES = ("fi", "sv")
IGNORED = (".venv", "node_modules", "var", "static/vendor/*", "tests", "bench", "deploy")
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def paths() -> list[Path]:
    """Every catalogue that there is or could be."""
    return [
        ROOT / "locale" / lang / "LC_MESSAGES" / f"{domain}.po" for lang in LANGUAGES for domain in DOMAINS
    ]


def collect() -> None:
    """Runs makemessages for both languages and both domains, and tidies what it wrote."""
    for domain, extensions in DOMAINS.items():
        command = [sys.executable, "manage.py", "makemessages", "-d", domain, "-e", extensions]
        command += ["--no-obsolete", "--add-location=file", "--no-wrap"]
        command += [part for lang in LANGUAGES for part in ("-l", lang)]
        command += [part for ignored in IGNORED for part in ("-i", ignored)]
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, "SKY_DEBUG": "1"}, check=True, stdout=subprocess.DEVNULL
        )
    for path in paths():
        if path.exists():
            tidy(path)


def tidy(path: Path) -> None:
    """No dates and no guesses: the file changes only when a string does."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.metadata = {"Language": path.parts[-3], **HEADER}
    for entry in catalogue:
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
    catalogue.save(str(path))


def missing() -> list[str]:
    """What is not translated, a line each."""
    lines = []
    for path in paths():
        if path.exists():
            found = polib.pofile(str(path)).untranslated_entries()
            lines += [f"{path.parts[-3]} {path.stem}: {entry.msgid!r}" for entry in found]
    return lines


def identities(path: Path) -> set[tuple[str | None, str]]:
    """The strings of a catalogue."""
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))} if path.exists() else set()


def check() -> list[str]:
    """What `make messages` would change, and what is untranslated; the files stay as they are."""
    kept = {path: path.read_bytes() for path in paths() if path.exists()}
    before = {path: identities(path) for path in paths()}
    try:
        collect()
        lines = missing()
        for path in paths():
            changed = identities(path) ^ before[path]
            lines += [f"{path.parts[-3]} {path.stem}: run make messages for {text!r}" for _, text in changed]
        return lines
    finally:
        for path in paths():
            if path in kept:
                path.write_bytes(kept[path])
            else:
                path.unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        found = check()
    else:
        collect()
        found = missing()
    print("\n".join(found) or "every string is translated")
    sys.exit(1 if found else 0)
