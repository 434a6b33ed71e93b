"""Runs every test: on SQLite, and again on PostgreSQL and Redis where they run.

What could not run is listed at the end; with CI=true that is a failure. Arguments go to pytest.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from setup import browser

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/sky"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/4"
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
NOTHING_COLLECTED = 5


def answers(url: str, port: int) -> bool:
    """Whether a server listens where the address says."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=2):
            return True
    except OSError:
        return False


def missing_parts() -> dict[str, str]:
    """What the tests need and this machine has not, with the reason."""
    missing = {}
    if not answers(POSTGRES, 5432):
        missing["PostgreSQL"] = f"no server at {urlsplit(POSTGRES).hostname} (DATABASE_URL)"
    if not answers(REDIS, 6379):
        missing["Redis"] = f"no server at {urlsplit(REDIS).hostname} (REDIS_URL)"
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


def run(title: str, environment: dict[str, str], arguments: list[str]) -> int:
    """One run of pytest."""
    print(f"\n=== {title} ===", flush=True)
    started = time.monotonic()
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    if "-n" not in " ".join(arguments):
        command += ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    code = subprocess.run(command, cwd=ROOT, env={**clean, **environment}, check=False).returncode
    print(
        f"=== {title}: {'passed' if code == 0 else f'failed ({code})'} in {time.monotonic() - started:.0f} s"
    )
    return code


def main() -> int:
    """Both runs, then what could not run."""
    missing = missing_parts()
    arguments = [*markers(missing), *sys.argv[1:]]
    codes = [run("SQLite", {}, arguments)]
    not_run = [f"{part}: {why}" for part, why in missing.items()]
    if "PostgreSQL" in missing or "Redis" in missing:
        not_run.append("every test a second time on PostgreSQL and Redis, the browser journeys, the races")
    else:
        codes.append(run("PostgreSQL and Redis", {"DATABASE_URL": POSTGRES, "REDIS_URL": REDIS}, arguments))
    if not_run:
        print("\nCould not run on this machine:")
        for line in not_run:
            print(f"  - {line}")
        if CI:
            print("With CI=true that is a failure.")
            return 1
    if sys.argv[1:]:
        # A selection may well have nothing on one of the databases.
        codes = [0 if code == NOTHING_COLLECTED else code for code in codes]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
