"""A database, a cache and servers of the bench's own, gone again at the end."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/sky_bench")
REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/11")
BUILDERS = 2


def prepare() -> None:
    """Sets the environment that every process of the bench shares; before Django is loaded."""
    var = Path(tempfile.mkdtemp(prefix="sky-bench-"))
    (var / "static").mkdir()
    os.environ.update(
        DATABASE_URL=SERVER,
        REDIS_URL=REDIS,
        SKY_DEMO="1",
        SKY_VAR_DIR=str(var),
        SKY_LOG="json",
        SKY_LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="sky_portal.settings",
    )


@contextmanager
def database() -> Iterator[None]:
    """An empty database, dropped at the end."""
    parts = urlsplit(SERVER)
    name = parts.path.lstrip("/")
    admin = psycopg2.connect(f"{SERVER.removesuffix(parts.path)}/postgres")
    admin.autocommit = True
    cursor = admin.cursor()
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield
    finally:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.close()


def run(*command: str) -> None:
    """A Python command in the bench's environment."""
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def flush_commits(wait: bool) -> None:
    """Whether new connections wait for the disk at commit: not while the data is being made."""
    parts = urlsplit(SERVER)
    admin = psycopg2.connect(SERVER)
    admin.autocommit = True
    value = "on" if wait else "off"
    admin.cursor().execute(f'ALTER DATABASE "{parts.path[1:]}" SET synchronous_commit = {value}')
    admin.close()


def analyze() -> None:
    """Lets the database know its tables, as its own upkeep does a minute after they have grown."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def build(first: int, last: int) -> None:
    """Makes applications in several processes at once."""
    flush_commits(wait=False)
    try:
        _build(first, last)
    finally:
        flush_commits(wait=True)


def _build(first: int, last: int) -> None:
    share = -(-(last - first) // BUILDERS)
    bounds = [(start, min(start + share, last)) for start in range(first, last, share)]
    processes = [
        subprocess.Popen([sys.executable, "-m", "bench.build", str(a), str(b)], cwd=ROOT) for a, b in bounds
    ]
    if any(process.wait() for process in processes):
        raise SystemExit("the bench's data could not be made")


# The demo makes every page anew, for its clock jumps: what a crowd gets is measured outside of it.
NO_DEMO = {"SKY_DEMO": "0", "SKY_SECRET_KEY": "bench-" * 10, "SKY_SMTP_HOST": "127.0.0.1"}


@contextmanager
def server(application: str, *, workers: int = 1, environment: dict[str, str] | None = None) -> Iterator[int]:
    """A gunicorn of one application on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--threads", "8", "--workers", str(workers)),
        *("--config", "deploy/gunicorn.py", "--log-level", "error", "--backlog", "2048"),
    ]
    own = {"SKY_BASE_URL": f"http://127.0.0.1:{port}", **(environment or {})}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | own)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(150):
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the bench's server did not start")
