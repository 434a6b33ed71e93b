"""`make run` as a newcomer meets it: opens, says where, stops whole, keeps the data."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GREETING = "The portal is open at"

# Seconds in which what was told to stop has stopped.
ENOUGH = 30
pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Path:
    """The folder of one portal for the whole module: opening it anew takes most of the time."""
    return tmp_path_factory.mktemp("portal")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def finish(process: subprocess.Popen) -> None:
    stop(process)
    process.stdout.close()


def start(var: Path, port: int) -> subprocess.Popen:
    foreign = {
        k: v for k, v in os.environ.items() if not k.startswith(("SKY_", "DATABASE_", "REDIS_", "DJANGO_"))
    }
    return subprocess.Popen(
        [sys.executable, "deploy/run.py"],
        cwd=ROOT,
        env={**foreign, "SKY_VAR_DIR": str(var), "SKY_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_for_greeting(process: subprocess.Popen) -> str:
    said = ""
    for line in process.stdout:
        said += line
        if "Stop: Ctrl-C" in line:
            return said
    raise AssertionError(said)


def stop(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=40)


def left_running(var: Path) -> list[str]:
    """Command lines of processes that still know this var directory."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and str(var).encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except (OSError, PermissionError):
            continue
    return found


def test_it_opens_says_where_stops_whole_and_keeps_the_data(opened):
    port = free_port()
    started = time.monotonic()
    process = start(opened, port)
    try:
        said = wait_for_greeting(process)
        first_start = time.monotonic() - started
        assert f"http://127.0.0.1:{port}" in said
        assert "15.03.2021" in said
        for person in ("preparer@iisalmi.example", "signatory@iisalmi.example"):
            assert person in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/fi/", timeout=10) as page:
            assert page.status == 200
            assert "SKY" in page.read().decode()
    finally:
        finish(process)
    assert left_running(opened) == []

    database = sqlite3.connect(opened / "portal.sqlite3")
    database.execute("UPDATE accounts_user SET title = 'kept' WHERE email = 'preparer@iisalmi.example'")
    database.commit()
    counts = [
        database.execute(f"SELECT count(*) FROM {table}").fetchone()
        for table in ("accounts_user", "grants_application", "audit_auditevent")
    ]
    database.close()

    started = time.monotonic()
    again = start(opened, port)
    try:
        wait_for_greeting(again)
        # Seconds on a quiet machine; this one may be busy with other tests.
        assert time.monotonic() - started < max(30, first_start)
    finally:
        finish(again)
    database = sqlite3.connect(opened / "portal.sqlite3")
    kept = database.execute(
        "SELECT title FROM accounts_user WHERE email = 'preparer@iisalmi.example'"
    ).fetchone()
    assert kept == ("kept",)
    assert counts == [
        database.execute(f"SELECT count(*) FROM {table}").fetchone()
        for table in ("accounts_user", "grants_application", "audit_auditevent")
    ]
    database.close()


def test_a_taken_port_is_named_and_nothing_is_started(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start(tmp_path, port)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} is taken" in said
    assert not (tmp_path / "portal.sqlite3").exists()


def test_a_service_that_dies_is_named_and_the_others_are_stopped(opened):
    process = start(opened, free_port())
    try:
        wait_for_greeting(process)
        beat = next(
            int(folder.name)
            for folder in Path("/proc").iterdir()
            if folder.name.isdigit()
            and b"beat" in (folder / "cmdline").read_bytes()
            and str(opened).encode() in (folder / "environ").read_bytes()
        )
        os.kill(beat, signal.SIGKILL)
        said, _ = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            stop(process)
    assert process.returncode == 1
    assert "beat stopped by itself" in said
    assert left_running(opened) == []


def test_a_killed_starter_leaves_nothing_running_and_the_next_run_opens(opened):
    process = start(opened, free_port())
    wait_for_greeting(process)
    process.kill()
    process.communicate(timeout=ENOUGH)
    until = time.monotonic() + ENOUGH
    while left_running(opened) and time.monotonic() < until:
        time.sleep(0.2)
    assert left_running(opened) == []
    again = start(opened, free_port())
    try:
        assert GREETING in wait_for_greeting(again)
    finally:
        finish(again)


def test_a_second_run_of_one_folder_is_refused(opened):
    process = start(opened, free_port())
    try:
        wait_for_greeting(process)
        second = start(opened, free_port())
        said, _ = second.communicate(timeout=60)
        assert second.returncode == 1
        assert f"Another make run is at work on {opened}" in said
        assert process.poll() is None
    finally:
        finish(process)
