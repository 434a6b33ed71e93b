"""Reads the environment once, and refuses to start on what is wrong or half configured."""

import fcntl
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
TRUE = {"1", "true", "yes", "on"}
SHORTEST_SECRET = 40
FALSE = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable `name`, stripped, or `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """The variable `name` as yes or no; raises ImproperlyConfigured on any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: say 1 or 0")


def number(name: str, default: int) -> int:
    """The variable `name` as a whole number; raises ImproperlyConfigured when it is not one."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r}: not a whole number") from None


def words(name: str) -> list[str]:
    """The comma-separated variable `name` as a list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def all_or_none(*names: str) -> bool:
    """True when every variable is set, False when none is; raises when only some are."""
    present = [name for name in names if text(name)]
    if present and len(present) < len(names):
        missing = ", ".join(name for name in names if name not in present)
        raise ImproperlyConfigured(f"{present[0]} is set but not {missing}")
    return bool(present)


def secret_key(*, var_dir: Path, embedded: bool) -> str:
    """SKY_SECRET_KEY, or in an embedded portal a key of its own kept under `var/`."""
    if key := text("SKY_SECRET_KEY"):
        if len(key) < SHORTEST_SECRET:
            raise ImproperlyConfigured(f"SKY_SECRET_KEY: at least {SHORTEST_SECRET} characters")
        return key
    if not embedded:
        raise ImproperlyConfigured("SKY_SECRET_KEY is needed with DATABASE_URL")
    return _own_key(var_dir / "secret_key")


def _own_key(path: Path) -> str:
    """The key in the file; made by whoever comes first, and never read half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        # Two web workers that start at one moment would else sign sessions with keys of their own.
        fcntl.flock(file, fcntl.LOCK_EX)
        if key := file.read():
            return key
        key = get_random_secret_key() + get_random_secret_key()
        file.write(key)
        return key
