"""Zip packages: small enough when unpacked, whole, not encrypted, no archives in them."""

import zipfile
import zlib
from typing import IO

from sky_portal.documents.uploads.refusals import refuse

MOST_ENTRIES = 5_000
MOST_BYTES = 300 * 1024 * 1024
# Office XML packs 10-30 fold. The ratio is only asked of what is large unpacked.
MOST_RATIO = 100
RATIO_MATTERS_FROM = 20 * 1024 * 1024
CHUNK = 256 * 1024

_ENCRYPTED = 0x1
_SIGNATURES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
# Charts and tables in a text keep their numbers in a workbook of their own: one level is looked into.
_PACKAGES_WITHIN = (".xlsx", ".docx")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def open_package(stream: IO[bytes]) -> zipfile.ZipFile:
    """The package, after every entry was unpacked within the limits; refuses otherwise."""
    stream.seek(0, 2)
    size = stream.tell()
    try:
        package = zipfile.ZipFile(stream)
        _weigh(package, size)
        for entry in package.infolist():
            _read_through(package, entry, outermost=True)
    except _FAULTS:
        refuse("damaged")
    return package


def read_entry(package: zipfile.ZipFile, name: str, limit: int = 2 * 1024 * 1024) -> bytes:
    """One entry's bytes, b"" when it is missing; refuses one larger than `limit`."""
    if name not in package.namelist():
        return b""
    with package.open(name) as entry:
        content = entry.read(limit + 1)
    if len(content) > limit:
        refuse("bomb")
    return content


def _weigh(package: zipfile.ZipFile, size: int) -> None:
    """Judges by what the directory says; overlapping entries count as often as they are named."""
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES:
        refuse("bomb")
    if total > RATIO_MATTERS_FROM and total > MOST_RATIO * size:
        refuse("bomb")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        refuse("encrypted")


def _read_through(package: zipfile.ZipFile, entry: zipfile.ZipInfo, *, outermost: bool) -> None:
    """Unpacks an entry to its end: the reader fails where its size or checksum lied."""
    with package.open(entry) as content:
        head = content.read(8)
        if head.startswith(_SIGNATURES):
            _look_within(package, entry, outermost=outermost)
        while content.read(CHUNK):
            pass


def _look_within(package: zipfile.ZipFile, entry: zipfile.ZipInfo, *, outermost: bool) -> None:
    if not (outermost and entry.filename.lower().endswith(_PACKAGES_WITHIN)):
        refuse("nested")
    with package.open(entry) as content, zipfile.ZipFile(content) as inner:
        _weigh(inner, entry.file_size)
        for part in inner.infolist():
            if part.filename.lower().endswith("vbaproject.bin"):
                refuse("macros")
            _read_through(inner, part, outermost=False)
