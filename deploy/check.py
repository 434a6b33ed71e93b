"""Everything a machine can say about the code without running it. Each line names what it checks."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ["sky_portal", "pilots", "grants", "evaluation"]
PLAIN = {"SKY_DEBUG": "1"}
# What production is started with: check --deploy must be silent under it.
PRODUCTION = {
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/sky",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
    "SKY_SECRET_KEY": "checking-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SKY_BASE_URL": "https://portal.example",
    "SKY_ALLOWED_HOSTS": "portal.example",
    "SKY_SMTP_HOST": "mail.example",
}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("format", ["ruff", "format", "--check", "."], {}),
    ("lint", ["ruff", "check", "."], {}),
    ("house rules", ["python", "deploy/house_rules.py"], {}),
    ("types", ["mypy", *CODE], PLAIN),
    ("layers", ["lint-imports"], {}),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], PLAIN),
    ("translations", ["python", "deploy/messages.py", "--check"], PLAIN),
    ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
]


def unconfigured(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what configures a portal.

    The verdict is on the code: whoever names a database for `make test` gets the same one.
    """
    return {
        name: value
        for name, value in environment.items()
        if name not in {"DATABASE_URL", "REDIS_URL"} and not name.startswith("SKY_")
    }


def main() -> int:
    """Runs every check, also after one has failed, and says which did."""
    failed = []
    for name, command, environment in CHECKS:
        started = time.monotonic()
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env={**unconfigured(os.environ), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:14} {verdict:7} {time.monotonic() - started:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
