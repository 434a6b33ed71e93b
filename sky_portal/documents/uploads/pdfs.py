"""PDFs: looked into by a program of its own (`pdf_probe`), under a ceiling on memory and time."""

import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from sky_portal.documents.uploads.refusals import refuse

logger = logging.getLogger(__name__)

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
    if found != "fine":
        refuse(found)


def _ask(copy: IO[bytes]) -> str:
    """The probe's word; "bomb" when its ceiling stopped it, "damaged" when it fell by itself."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_PROBE)], stdin=copy, capture_output=True, timeout=_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        return "bomb"
    if done.returncode < 0:
        return "bomb"
    if done.returncode:
        logger.error("the PDF probe fell: %s", done.stderr.decode("utf-8", "replace")[-2000:])
        return "damaged"
    return done.stdout.decode("ascii")
