"""Opens the portal on this machine: migrates, loads, starts web, worker and beat, stops them all.

The demo's data lives under var/; a second run keeps it, also after an upgrade.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SKY_VAR_DIR", ROOT / "var"))
LOGS = VAR / "log"
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
PORT = int(os.environ.get("SKY_PORT", "8000"))
ADDRESS = f"http://{HOST}:{PORT}"
READY_SECONDS = 60
STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)

ENVIRONMENT = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "sky_portal.settings",
    "SKY_DEMO": os.environ.get("SKY_DEMO", "1"),
    "SKY_BASE_URL": os.environ.get("SKY_BASE_URL", ADDRESS),
    "PYTHONUNBUFFERED": "1",
}
SERVICES = {
    "web": [
        *("gunicorn", "sky_portal.wsgi:application", "--bind", f"{HOST}:{PORT}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--graceful-timeout", "5"),
        *("--config", "deploy/gunicorn.py"),
    ],
    "worker": ["celery", "-A", "sky_portal", "worker", "--pool", "solo", "--loglevel", "INFO"],
    "beat": ["celery", "-A", "sky_portal", "beat", "--loglevel", "INFO"],
}


def stop_with(text: str) -> None:
    """Says what is wrong and what to do, and ends."""
    print(f"\n{text}\n", file=sys.stderr)
    raise SystemExit(1)


def say(text: str) -> None:
    """One line of progress."""
    print(f"  {text}", flush=True)


def check_port() -> None:
    """Another program on the port is named before anything is started."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            stop_with(
                f"Port {PORT} is taken: perhaps the portal already runs at {ADDRESS}.\n"
                f"Stop the other program, or choose another port:  SKY_PORT=8001 make run"
            )


def manage(*command: str, text: str) -> None:
    """One management command; its last words are shown when it fails."""
    say(text)
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        stop_with(f"manage.py {' '.join(command)} failed. What is in var/ is kept.\n\n{tail}")


def take_var() -> TextIO:
    """The folders, and a lock on them as long as the file is open: two portals must not share one var."""
    for folder in (LOGS, VAR / "queue", VAR / "queue-control", VAR / "documents", VAR / "demo"):
        folder.mkdir(parents=True, exist_ok=True)
    lock = (VAR / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stop_with(f"Another make run is at work on {VAR}. Stop it first, or wait until it has opened.")
    return lock


def prepare() -> None:
    """Database, data and static files, each step repeatable."""
    # A beat that was killed leaves a half-written schedule; it holds nothing that is not in the code.
    for leftover in VAR.glob("beat-schedule*"):
        leftover.unlink()
    manage("migrate", "--no-input", text="database")
    manage("demo", "--until", "open", text="municipalities, the call and the demo story")
    collect_static()


def collect_static() -> None:
    """Collects and compresses the static files when one of them has changed."""
    stamp = VAR / "static.stamp"
    files = [*sorted((ROOT / "static").rglob("*")), ROOT / "requirements.lock"]
    mark = hashlib.sha256(
        "".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files).encode()
    ).hexdigest()
    if stamp.exists() and stamp.read_text() == mark and (VAR / "static" / "staticfiles.json").exists():
        return
    manage("collectstatic", "--no-input", text="static files")
    stamp.write_text(mark)


def start(name: str) -> subprocess.Popen[bytes]:
    """Starts one service with its log under var/log, in a group of its own."""
    log = (LOGS / f"{name}.log").open("ab")
    command = [str(BIN / SERVICES[name][0]), *SERVICES[name][1:]]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - this program has one thread
    )


def end_with_parent() -> None:
    """Runs in the new service: it is told to stop also when this program is killed outright."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until_ready(services: dict[str, subprocess.Popen[bytes]]) -> None:
    """Until /ready answers; a service that died meanwhile is named with the end of its log."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        check_alive(services)
        try:
            with urllib.request.urlopen(f"{ADDRESS}/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    stop_with(f"The portal did not answer in {READY_SECONDS} seconds. See {LOGS}.")


def check_alive(services: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ends with the log of a service that has stopped by itself."""
    for name, process in services.items():
        if process.poll() is not None:
            log = (LOGS / f"{name}.log").read_text(errors="replace").splitlines()[-15:]
            stop_with(f"{name} stopped by itself.\n\n" + "\n".join(log))


def stop(services: dict[str, subprocess.Popen[bytes]]) -> None:
    """Asks every service to stop, which stops its own children; ends what is left of their groups."""
    for process in services.values():
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    while any(process.poll() is None for process in services.values()) and time.monotonic() < until:
        time.sleep(0.05)
    for process in services.values():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def greet() -> None:
    """The address, the demo's date and the sign-ins."""
    done = subprocess.run(
        [sys.executable, "manage.py", "show_demo"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    width = min(shutil.get_terminal_size().columns, 100)
    print(f"\n{'─' * width}\n\n  The portal is open at  {ADDRESS}\n")
    print(done.stdout)
    print(f"  Logs: {LOGS}   Stop: Ctrl-C\n", flush=True)


def main() -> None:
    """Prepares, starts, waits for Ctrl-C."""
    print("SKY portal", flush=True)
    check_port()
    services: dict[str, subprocess.Popen[bytes]] = {}
    lock = None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # A script that started us in the background had it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Closing the terminal is no reason to leave three services behind.
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(0))
    try:
        lock = take_var()
        prepare()
        say("web, worker and beat")
        for name in SERVICES:
            services[name] = start(name)
        wait_until_ready(services)
        greet()
        while True:
            check_alive(services)
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\n  stopping", flush=True)
    except OSError as error:
        stop_with(f"{error.filename or VAR}: {error.strerror}. When that is mended, run it again.")
    finally:
        stop(services)
        if lock:
            lock.close()


if __name__ == "__main__":
    main()
