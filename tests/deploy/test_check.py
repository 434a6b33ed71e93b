"""`make check` runs every check, also after one has failed, and says which did."""

import subprocess
from pathlib import Path

import pytest

from deploy import check, house_rules

ROOT = Path(__file__).resolve().parents[2]
FINE = ("fine", ["python", "-c", "print('nobody needs to read this')"], {})
BROKEN = ("broken", ["python", "-c", "import os; print(os.environ['REASON']); raise SystemExit(3)"])


def test_all_is_well_and_quiet(monkeypatch, capsys):
    monkeypatch.setattr(check, "CHECKS", [FINE])
    assert check.main() == 0
    said = capsys.readouterr().out
    assert "ok" in said
    assert "nobody needs" not in said


def test_a_failure_is_shown_and_the_rest_runs_all_the_same(monkeypatch, capsys):
    monkeypatch.setattr(check, "CHECKS", [(*BROKEN, {"REASON": "because"}), FINE])
    assert check.main() == 1
    said = capsys.readouterr().out
    assert "because" in said
    assert "fine" in said
    assert "failed: broken" in said


def test_the_callers_portal_is_left_outside(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere/sky")
    monkeypatch.setenv("SKY_SECRET_KEY", "too short")
    says = "import os; raise SystemExit('DATABASE_URL' in os.environ or 'SKY_SECRET_KEY' in os.environ)"
    monkeypatch.setattr(check, "CHECKS", [("outside", ["python", "-c", says], {})])
    assert check.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name, _, _ in check.CHECKS])
def test_every_check_has_its_program(name):
    command = next(command for known, command, _ in check.CHECKS if known == name)
    assert (check.BIN / command[0]).exists()
    assert all((ROOT / part).exists() for part in command[1:] if part.endswith(".py"))


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A house of its own, under version control as the rules expect."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setattr(house_rules, "ROOT", tmp_path)
    return tmp_path


BREACHES = {
    "a state set outside the workflow": ("app/views.py", "call.state = CLOSED\n", house_rules.states),
    "a verb that knows a page": (
        "app/services.py",
        "from django.http import Http404\n",
        house_rules.requests,
    ),
    "a real clock": ("app/models.py", "at = DateTimeField(auto_now=True)\n", house_rules.dates),
    "an inline style": ("templates/a.html", '<p style="color: red">\n', house_rules.inline),
    "an endless module": ("app/rules.py", "x = 1\n" * 400, house_rules.long_ones),
    "an endless function": ("app/rules.py", "def f():\n" + "    x = 1\n" * 60, house_rules.long_ones),
    "a place of this machine": ("README.md", "see /" + "root/notes\n", house_rules.machine),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_each_rule_of_the_house_finds_its_breach(house, breach):
    path, text, rule = BREACHES[breach]
    assert list(rule()) == []
    (house / path).parent.mkdir(parents=True, exist_ok=True)
    (house / path).write_text(text)
    assert [line for line in rule() if line.startswith(path)]
