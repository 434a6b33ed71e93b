"""Content-addressed files in the default storage: written once, verified when read."""

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024


class DamagedFile(Exception):
    """A stored file is missing, or is not the bytes that were stored."""


class Stored(NamedTuple):
    """Where the bytes lie and what they are."""

    path: str
    sha256: str
    size: int


def address(sha256: str) -> str:
    """The path of the bytes with this digest: two levels of folders keep each one short."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def fingerprint(stream: IO[bytes] | File) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes from the present place to the end."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def put(content: bytes | IO[bytes] | File) -> Stored:
    """Stores the bytes unless they are there already.

    A transaction that is rolled back afterwards leaves bytes that no row names: harmless, and
    found again when the same content is stored once more.
    """
    file: Any = ContentFile(content) if isinstance(content, bytes) else content
    file.seek(0)
    sha256, size = fingerprint(file)
    path = address(sha256)
    file.seek(0)
    if not stands(path, sha256):
        path = write(path, file)
    return Stored(path, sha256, size)


def open_verified(path: str, sha256: str) -> File:
    """The file opened at its beginning, after all of it was read and compared.

    Raises DamagedFile, and logs it, when it is missing or its digest is another.
    """
    try:
        file = default_storage.open(path, "rb")
        found, _size = fingerprint(file)
    except (OSError, ValueError) as failure:
        logger.error("document file %s cannot be read: %s", path, failure)
        raise DamagedFile(path) from failure
    if found != sha256:
        file.close()
        logger.error("document file %s is damaged: its SHA-256 is %s", path, found)
        raise DamagedFile(path)
    file.seek(0)
    return file


def stands(path: str, sha256: str) -> bool:
    """Whether the very bytes lie at their address; damaged ones are written anew."""
    if not default_storage.exists(path):
        return False
    try:
        open_verified(path, sha256).close()
    except DamagedFile:
        return False
    return True


def write(path: str, file: Any) -> str:
    """Writes whole or not at all; the path it lies at (an object store may choose another)."""
    if not isinstance(default_storage, FileSystemStorage):
        return default_storage.save(path, File(file))
    target = Path(default_storage.path(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as temporary:
        try:
            while chunk := file.read(CHUNK):
                temporary.write(chunk)
            temporary.flush()
            os.fsync(temporary.fileno())
            os.replace(temporary.name, target)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    return path
