"""What README.md and docs/ promise is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
# Code and settings: what reads the environment.
READERS = [*(ROOT / "sky_portal").rglob("*.py"), *(ROOT / "deploy").glob("*.py")]
VARIABLE = re.compile(r"\b(?:SKY_[A-Z0-9_]+|DATABASE_URL|REDIS_URL)\b")
# Named in code, meant for the project's own tests and commands alone.
INTERNAL = {"SKY_DEBUG", "SKY_HASHED_STATIC", "SKY_PORT", "SKY_CHROMIUM"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_named_is_there(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    commands = {path.stem for path in ROOT.glob("*/**/management/commands/*.py")}
    django = {"migrate", "collectstatic", "makemigrations", "check"}
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= commands | django


def test_every_variable_of_production_is_explained_and_read():
    told = (ROOT / "docs" / "running.md").read_text()
    explained = set()
    for line in re.findall(r"^\| (`.*?) \|", told, re.MULTILINE):
        first, *more = re.findall(r"`([^`]+)`", line)
        # `SKY_SMTP_HOST`, `…_PORT`: the rest of a family.
        family = first.rsplit("_", 1)[0]
        explained |= {first, *(name.replace("…", family) for name in more)}
    code = "\n".join(path.read_text() for path in READERS)
    read = set(VARIABLE.findall((ROOT / "sky_portal" / "settings.py").read_text()))
    assert {name for name in explained if name not in code} == set()
    assert read - explained - INTERNAL == set()


def test_help_names_every_target():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    assert set(re.findall(r"^make ([a-z]+)", done.stdout, re.MULTILINE)) == targets


def test_the_picture_of_the_readme_is_small_enough_to_load():
    assert 10_000 < (ROOT / "docs" / "call.png").stat().st_size < 300_000


@pytest.mark.parametrize(("target", "asked"), [("backup", "TO=portal.tar"), ("restore", "FROM=portal.tar")])
def test_a_forgotten_file_is_asked_for(target, asked):
    done = subprocess.run(["make", target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode
    assert f"make {target} {asked}" in done.stderr
