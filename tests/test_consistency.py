"""The house agrees with itself: every template and static file is used, names mirror each other."""

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
CODE = ("sky_portal", "pilots", "grants", "evaluation")
# Templates that libraries and Django name themselves.
BY_LIBRARIES = ("account/", "mfa/", "socialaccount/", "allauth/", "bootstrap5/", "django/", "admin/")
BY_DJANGO = {"404.html", "403.html", "429.html", "500.html", "400.html", "403_csrf.html"}


def sources() -> str:
    """All code and templates as one text."""
    files = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    files += list(TEMPLATES.rglob("*.html")) + list(TEMPLATES.rglob("*.txt"))
    return "\n".join(path.read_text() for path in files)


def test_every_template_is_used():
    text = sources()
    unused = []
    for path in sorted(TEMPLATES.rglob("*.*")):
        name = path.relative_to(TEMPLATES).as_posix()
        if name in BY_DJANGO or name.startswith(BY_LIBRARIES):
            continue
        # A mail is named without its endings, often without its folder, by the function that sends it.
        stem = re.sub(r"(\.subject)?\.(txt|html)$", "", name)
        names = {name, stem, stem.rpartition("/emails/")[2]}
        if not any(f'"{used}"' in text or f"'{used}'" in text for used in names):
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize(
    "name", sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
)
def test_every_template_compiles(name):
    engines["django"].get_template(name)


def test_every_script_and_style_is_used():
    text = sources() + "\n".join(path.read_text() for path in (ROOT / "static" / "js").glob("*.js"))
    text += "\n".join(path.read_text() for path in (ROOT / "static" / "css").glob("*.css"))
    own = [*(ROOT / "static" / "js").glob("*.js"), *(ROOT / "static" / "css").glob("*.css")]
    assert [path.name for path in own if path.name not in text] == []


def test_tests_mirror_the_code():
    """A test module beside grants/services/x.py is tests/grants/services/test_x.py: no orphan folders."""
    orphans = []
    for folder in sorted({path.parent for path in (ROOT / "tests").rglob("test_*.py")}):
        relative = folder.relative_to(ROOT / "tests").as_posix()
        if relative.split("/")[0] in CODE and not (ROOT / relative).is_dir():
            orphans.append(relative)
    assert orphans == []
