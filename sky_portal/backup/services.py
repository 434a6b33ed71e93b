"""The two verbs: backup and restore."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.management import call_command
from django.db import connection

from sky_portal.backup import databases
from sky_portal.backup.failures import BackupFailed
from sky_portal.backup.manifest import (
    DATABASE,
    DOCUMENTS,
    NAME,
    Entry,
    Manifest,
    applied_migrations,
    known_migrations,
)
from sky_portal.documents import files

__all__ = ["BackupFailed", "backup", "restore"]


def backup(target: Path) -> Manifest:
    """Writes the backup to `target`, whole or not at all, readable by its owner only.

    A document that is missing or damaged does not keep the rest from being saved: the manifest
    names it under `damaged`. Raises BackupFailed.
    """
    with _beside(target) as unfinished, tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        documents = databases.dump(copy)
        with copy.open("rb") as stream:
            database = Entry(DATABASE, *files.fingerprint(stream))
        with tarfile.open(fileobj=unfinished, mode="w") as tar:
            tar.add(copy, DATABASE)
            damaged = [entry.path for entry in documents if not _add_document(tar, entry)]
            manifest = Manifest(
                vendor=connection.vendor,
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                migrations=applied_migrations(),
                database=database,
                documents=[entry for entry in documents if entry.path not in damaged],
                damaged=damaged,
            )
            content = manifest.dump()
            _add(tar, NAME, len(content), io.BytesIO(content))
    return manifest


def restore(source: Path, *, over: bool = False) -> Manifest:
    """Puts a backup in place of what is here. Everything is verified before anything changes.

    Documents come first (they are content-addressed: those too many harm nobody), then the
    database at one stroke, then the migrations that this code has beyond the backup. Raises
    BackupFailed: also when the portal has people or cases in it, unless `over`.
    """
    if not over and not databases.is_empty():
        raise BackupFailed("this portal is not empty: everything in it would be replaced (say --yes)")
    with _opened(source) as tar, tempfile.TemporaryDirectory() as folder:
        manifest = _verified(tar)
        for entry in manifest.documents:
            _restore_document(tar, entry)
        copy = Path(folder) / DATABASE
        with copy.open("wb") as out:
            for chunk in _chunks(_member(tar, DATABASE)):
                out.write(chunk)
        databases.load(copy)
    # Also puts the append-only triggers back in their place.
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    """A file that becomes `target` when the block ends well (0600: it holds everything)."""
    try:
        unfinished = tempfile.NamedTemporaryFile(dir=target.parent, prefix=".backup-", delete=False)  # noqa: SIM115
    except OSError as failure:
        raise BackupFailed(f"{target}: {failure.strerror}") from failure
    try:
        with unfinished:
            yield unfinished
            unfinished.flush()
            os.fsync(unfinished.fileno())
        os.replace(unfinished.name, target)
    except BaseException:
        Path(unfinished.name).unlink(missing_ok=True)
        raise


def _add_document(tar: tarfile.TarFile, entry: Entry) -> bool:
    try:
        with files.open_verified(entry.path, entry.sha256) as stream:
            _add(tar, DOCUMENTS + entry.path, entry.size, stream)
    except files.DamagedFile:
        return False
    return True


def _add(tar: tarfile.TarFile, name: str, size: int, stream: IO[bytes] | File) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, stream)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as tar:
            yield tar
    except (tarfile.TarError, OSError) as fault:
        raise BackupFailed(f"{source} cannot be read as a backup: {fault}") from fault


def _verified(tar: tarfile.TarFile) -> Manifest:
    """The manifest, after every digest was compared; raises BackupFailed."""
    manifest = Manifest.load(_member(tar, NAME).read())
    if manifest.vendor != connection.vendor:
        raise BackupFailed(f"the backup is of {manifest.vendor}, this portal runs on {connection.vendor}")
    if unknown := sorted(set(manifest.migrations) - known_migrations()):
        raise BackupFailed(f"the backup is of a newer portal: {', '.join(unknown[:3])} is not known here")
    _compare(tar, DATABASE, manifest.database)
    for entry in manifest.documents:
        _compare(tar, DOCUMENTS + entry.path, entry)
    return manifest


def _compare(tar: tarfile.TarFile, name: str, entry: Entry) -> None:
    digest = hashlib.sha256()
    for chunk in _chunks(_member(tar, name)):
        digest.update(chunk)
    if digest.hexdigest() != entry.sha256:
        raise BackupFailed(f"{name} in the backup is damaged")


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupFailed(f"{name} is missing in the backup")
    return found


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(files.CHUNK):
        yield chunk


def _restore_document(tar: tarfile.TarFile, entry: Entry) -> None:
    if files.stands(entry.path, entry.sha256):
        return
    placed = files.write(entry.path, File(_member(tar, DOCUMENTS + entry.path)))
    if placed != entry.path:
        raise BackupFailed(f"the storage holds something else at {entry.path}")
