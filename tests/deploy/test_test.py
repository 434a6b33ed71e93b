"""`make test` says truly what ran, what could not, and whether all is well."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import test as command

ROOT = Path(__file__).resolve().parents[2]
NOBODY = "127.0.0.1:1"
# Both take a second alone and need no database.
MONEY = "tests/sky_portal/test_money.py"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """The command on a machine without PostgreSQL and Redis."""
    foreign = {
        k: v for k, v in os.environ.items() if not k.startswith(("CI", "DATABASE_", "REDIS_", "PYTEST_"))
    }
    away = {
        "DATABASE_URL": f"postgres://postgres@{NOBODY}/sky",
        "REDIS_URL": f"redis://{NOBODY}/0",
        "PYTEST_ADDOPTS": "-p no:cacheprovider",
    }
    return subprocess.run(
        [sys.executable, "deploy/test.py", *arguments, "-n0"],
        cwd=ROOT,
        env=foreign | away | environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.sqlite
def test_what_could_not_run_is_listed_and_fails_only_where_it_must():
    done = run(MONEY)
    assert done.returncode == 0, done.stdout
    assert "SQLite: passed" in done.stdout
    listed = done.stdout.split("Could not run on this machine:")[1]
    for part in ("PostgreSQL", "Redis", "a second time"):
        assert part in listed
    strict = run(MONEY, CI="true")
    assert strict.returncode == 1
    assert "With CI=true that is a failure" in strict.stdout


@pytest.mark.sqlite
def test_a_selection_of_nothing_is_no_success():
    assert run(MONEY, "-k", "nosuchtest").returncode == command.NOTHING_RAN
    assert run("tests/no_such_file.py").returncode not in (0, command.NOTHING_RAN)


@pytest.mark.parametrize(
    ("codes", "selected", "missing", "strict", "expected"),
    [
        ([0, 0], False, {}, True, 0),
        ([0, 1], False, {}, False, 1),
        ([1, 0], True, {}, False, 1),
        ([0, 5], True, {}, False, 0),
        ([0, 5], False, {}, False, 5),
        ([5, 5], True, {}, False, 5),
        ([5], True, {"Redis": "away"}, False, 5),
        ([0], False, {"Redis": "away"}, False, 0),
        ([0], False, {"Redis": "away"}, True, 1),
        ([2], False, {"Redis": "away"}, True, 2),
    ],
)
def test_the_exit_code_of_both_runs(codes, selected, missing, strict, expected):
    assert command.verdict(codes, selected=selected, missing=missing, strict=strict) == expected


@pytest.mark.parametrize("arguments", [["-n", "3"], ["-n0"], ["-nauto"], ["--numprocesses=2"]])
def test_who_names_a_number_of_processes_is_obeyed(arguments):
    assert command.in_parallel(arguments) == []


@pytest.mark.parametrize("arguments", [[], ["--no-header"], ["-m", "not-n"], ["tests/x-n.py"]])
def test_else_the_machines_cores_are_used(arguments):
    assert command.in_parallel(arguments)[0] == "-n"


def test_a_missing_part_leaves_its_tests_out():
    assert command.markers({}) == []
    assert command.markers({"Chromium": "", "clamd": ""}) == ["-m", "not browser and not clamd"]


def test_where_nobody_answers_there_is_no_server(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{other.getsockname()[1]}"
        monkeypatch.setattr(command, "POSTGRES", f"postgres://postgres@{address}/sky")
        monkeypatch.setattr(command, "REDIS", f"redis://{address}/0")
        assert command.postgres_refuses()
        assert command.redis_refuses()


@pytest.mark.postgres
def test_the_servers_of_this_run_are_accepted(monkeypatch):
    monkeypatch.setattr(command, "POSTGRES", os.environ["DATABASE_URL"])
    monkeypatch.setattr(command, "REDIS", os.environ["REDIS_URL"])
    assert (command.postgres_refuses(), command.redis_refuses()) == ("", "")
