"""The rules of the house that no linter knows: each finding is a line, none is silence."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 350
LONGEST_FUNCTION = 49
# What only pages need: services, rules and tasks are called without a request, too.
PAGE_TOOLS = re.compile(r"^\s*from django\.(http|shortcuts|contrib(\.messages| import messages)|views)\b")
STATE = re.compile(r"\.(state|status)\s*(=|==|!=)\s")
UNHEARD = re.compile(r"""\bf["'].*\{_\(""")
INLINE = re.compile(r"""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)""")
# Templates that are no pages: what is printed, and mail.
NO_PAGES = ("/emails/", "/documents/", "templates/messaging/email")
# The classes of one letter keep the pattern from finding itself.
MACHINE = re.compile(r"/(wor[k]|roo[t])/|index[-]url|https?://[^ )\"]*(pyp[i][.]org|npm[j]s|python[h]osted)")


def tracked(*patterns: str) -> list[Path]:
    """Files under version control, and new ones that are not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for line in set(listed.splitlines()) if (path := ROOT / line).exists())


def name(path: Path) -> str:
    """The path as the reader knows it."""
    return path.relative_to(ROOT).as_posix()


def modules() -> Iterator[tuple[Path, str]]:
    """The portal's own modules, without migrations and tests."""
    for path in tracked("*.py"):
        if "migrations" not in path.parts and "tests" not in path.parts:
            yield path, path.read_text()


def long_ones() -> Iterator[str]:
    """Files and functions on the way to being the ones people regret."""
    for path, source in modules():
        if (lines := source.count("\n")) > LONGEST_MODULE:
            yield f"{name(path)}: {lines} lines"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{name(path)}:{node.lineno}: {node.name} has {length} lines"


def states() -> Iterator[str]:
    """No other code sets or compares a state than the workflow."""
    for path, source in modules():
        if path.name == "workflow.py":
            continue
        for number, line in enumerate(source.splitlines(), 1):
            if STATE.search(line):
                yield f"{name(path)}:{number}: a state is set or compared outside workflow.py"


def requests() -> Iterator[str]:
    """A verb and a rule take no request and know no page."""
    for path, source in modules():
        if not {"services", "services.py", "rules.py", "workflows.py", "tasks.py"} & set(path.parts):
            continue
        for number, line in enumerate(source.splitlines(), 1):
            if PAGE_TOOLS.search(line):
                yield f"{name(path)}:{number}: what only a page needs, outside the views"


def unheard() -> Iterator[str]:
    """makemessages finds no string inside of an f-string: it would stay English."""
    for path, source in modules():
        for number, line in enumerate(source.splitlines(), 1):
            if UNHEARD.search(line):
                yield f"{name(path)}:{number}: a string to translate inside of an f-string"


def dates() -> Iterator[str]:
    """auto_now follows the real clock; the demo's clock moves."""
    for path, source in modules():
        if path.name != "house_rules.py" and "auto_now" in source:
            yield f"{name(path)}: auto_now (default=clock.now says which clock)"


def inline() -> Iterator[str]:
    """The Content-Security-Policy allows no inline code and no style attributes."""
    for path in tracked("templates/*.html"):
        if any(part in name(path) for part in NO_PAGES):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if INLINE.search(line):
                yield f"{name(path)}:{number}: inline code or style"


def machine() -> Iterator[str]:
    """Nothing committed names this machine or a registry's address."""
    for path in tracked(
        "*.py", "*.html", "*.txt", "*.js", "*.css", "*.md", "*.toml", "*.json", "*.lock", "Makefile"
    ):
        if path.name == "house_rules.py":
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if MACHINE.search(line):
                yield f"{name(path)}:{number}: a path of a machine or a registry's address"


def main() -> int:
    """Prints every finding."""
    found = [
        line for rule in (long_ones, states, requests, unheard, dates, inline, machine) for line in rule()
    ]
    print("\n".join(found) or "the house is in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
