"""PDFs: looked into by a program of its own (`pdf_probe`), under a ceiling on memory and time."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from sky_portal.documents.uploads.refusals import refuse

_PROBE = Path(__file__).with_name("pdf_probe.py")
_WAIT = 60


def check(stream: IO[bytes]) -> None:
    """Refuses a PDF that is broken, encrypted, active, or carries other files along."""
    with tempfile.TemporaryFile() as copy:
        stream.seek(0)
        while chunk := stream.read(256 * 1024):
            copy.write(chunk)
        copy.seek(0)
        found = _ask(copy)
    if found in {"damaged", "encrypted", "active", "attached"}:
        refuse(found)
    if found != "fine":
        # Killed by its ceiling: it unpacks to more than any honest file.
        refuse("bomb")


def _ask(copy: IO[bytes]) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_PROBE)], stdin=copy, capture_output=True, timeout=_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("ascii", "replace") if done.returncode == 0 else ""
