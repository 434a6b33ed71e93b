"""Pins the packages of pyproject.toml with their hashes: what runs, and that with what tests need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
# For every Python from the oldest we run on.
COMMON = ["--universal", "--generate-hashes", "--no-header", "--quiet", "--python-version", "3.11"]
LOCKS = {"requirements.lock": [], "requirements-dev.lock": ["--group", "dev"]}


def run(*command: str) -> None:
    """One command of the environment's Python; its failure is ours."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Writes both files; what is pinned stays, unless `--upgrade` is said."""
    run("pip", "install", "--quiet", "--disable-pip-version-check", UV)
    for name, groups in LOCKS.items():
        run("uv", "pip", "compile", "pyproject.toml", *groups, *COMMON, *sys.argv[1:], "-o", name)


if __name__ == "__main__":
    main()
