"""Runs every test: on SQLite, and again on PostgreSQL and Redis where they run.

What could not run is listed at the end; with CI=true that is a failure. Arguments go to pytest.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import redis

sys.path.insert(0, str(Path(__file__).resolve().parent))

from setup import browser

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/sky"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/4"
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
PASSED, NOTHING_RAN, STOPPED = 0, 5, 130
SECOND_RUN = "every test a second time on PostgreSQL and Redis, the browser journeys, the races"
PARALLEL = re.compile(r"-n(\d+|auto|logical)?$|--numprocesses")


def postgres_refuses() -> str:
    """Why the tests cannot make their database there; empty when they can."""
    server = urlsplit(POSTGRES)._replace(path="/postgres").geturl()
    try:
        connection = psycopg2.connect(server, connect_timeout=5)
    except psycopg2.Error as error:
        return (str(error).strip().splitlines() or ["it does not answer"])[0]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            may_create = cursor.fetchone()
    finally:
        connection.close()
    return "" if may_create == (True,) else "its user may not create databases"


def redis_refuses() -> str:
    """Why the broker does not take work; empty when it does."""
    try:
        redis.Redis.from_url(REDIS, socket_timeout=5, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        return str(error)
    return ""


def missing_parts() -> dict[str, str]:
    """What the tests need and this machine has not, with the reason."""
    missing = {}
    if why := postgres_refuses():
        missing["PostgreSQL"] = f"{why} (DATABASE_URL)"
    if why := redis_refuses():
        missing["Redis"] = f"{why} (REDIS_URL)"
    if browser() is None:
        missing["Chromium"] = "no browser found (SKY_CHROMIUM)"
    if not (shutil.which("clamd") or Path("/usr/sbin/clamd").exists()):
        missing["clamd"] = "the virus scanner is not installed (clamav-daemon)"
    return missing


def markers(missing: dict[str, str]) -> list[str]:
    """Leaves out the tests whose part is missing."""
    out = []
    if "Chromium" in missing:
        out.append("not browser")
    if "clamd" in missing:
        out.append("not clamd")
    return ["-m", " and ".join(out)] if out else []


def in_parallel(arguments: list[str]) -> list[str]:
    """As many processes as the machine has cores; a file stays in one, which makes its fixtures once."""
    if any(PARALLEL.match(argument) for argument in arguments):
        return []
    return ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]


def run(title: str, environment: dict[str, str], arguments: list[str]) -> int:
    """One run of pytest; its exit code."""
    print(f"\n=== {title} ===", flush=True)
    started = time.monotonic()
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "pytest", "-q", *arguments, *in_parallel(arguments)]
    code = subprocess.run(command, cwd=ROOT, env={**clean, **environment}, check=False).returncode
    verdict = {PASSED: "passed", NOTHING_RAN: "no test of this selection"}.get(code, f"failed ({code})")
    print(f"=== {title}: {verdict} in {time.monotonic() - started:.0f} s", flush=True)
    return code


def verdict(codes: list[int], *, selected: bool, missing: dict[str, str], strict: bool) -> int:
    """The exit code of both runs together.

    A selection may have nothing on one of the databases, but not on both. `strict`: what could
    not run is a failure.
    """
    if selected and PASSED in codes:
        codes = [code for code in codes if code != NOTHING_RAN]
    worst = next((code for code in codes if code), PASSED)
    return worst or (1 if strict and missing else PASSED)


def report(missing: dict[str, str]) -> None:
    """What could not run, and why."""
    if not missing:
        return
    lines = [f"{part}: {why}" for part, why in missing.items()]
    if "PostgreSQL" in missing or "Redis" in missing:
        lines.append(SECOND_RUN)
    print("\nCould not run on this machine:", *lines, sep="\n  - ")
    if CI:
        print("With CI=true that is a failure.")


def main() -> int:
    """Both runs, then what could not run."""
    missing = missing_parts()
    arguments = [*markers(missing), *sys.argv[1:]]
    codes = [run("SQLite", {}, arguments)]
    if not {"PostgreSQL", "Redis"} & set(missing):
        codes.append(run("PostgreSQL and Redis", {"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS}, arguments))
    report(missing)
    return verdict(codes, selected=bool(sys.argv[1:]), missing=missing, strict=CI)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(STOPPED)
