"""The examination of one uploaded file: type by content, size, bombs, protection, programmes."""

import zipfile
from typing import IO, NamedTuple

from sky_portal.documents.uploads import images, kinds, office, pdfs
from sky_portal.documents.uploads.kinds import Kind
from sky_portal.documents.uploads.names import clean_name, split_extension
from sky_portal.documents.uploads.refusals import refuse

MB = 1024 * 1024
MOST_BYTES = 25 * MB
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


class Examined(NamedTuple):
    """A file that passed: its name as cleaned and the type its content has."""

    name: str
    content_type: str


def examine(stream: IO[bytes], *, name: str) -> Examined:
    """Examines a file from its beginning to its end.

    Raises ValidationError whose code is one of `refusals.SENTENCES` and whose message says to
    the person what is wrong and what to do.
    """
    _weigh(stream)
    kind = _kind(stream)
    if kind in {kinds.PNG, kinds.JPEG, kinds.PDF} and _hides_package(stream):
        refuse("two_faced")
    cleaned = clean_name(name)
    extension = split_extension(cleaned)[1]
    if extension not in kind.extensions:
        refuse("lying", extension=extension or cleaned)
    if kind == kinds.PDF:
        pdfs.check(stream)
    elif kind in {kinds.PNG, kinds.JPEG}:
        images.check(stream, kind)
    stream.seek(0)
    return Examined(cleaned, kind.content_type)


def _weigh(stream: IO[bytes]) -> None:
    size = stream.seek(0, 2)
    if not size:
        refuse("empty")
    if size > MOST_BYTES:
        refuse("too_large", limit=MOST_BYTES // MB)


def _kind(stream: IO[bytes]) -> Kind:
    family = kinds.family(stream)
    if family == kinds.PACKAGE:
        return office.kind_of(stream)
    if family == kinds.OLE:
        stream.seek(0)
        refuse("encrypted" if _ENCRYPTED_OFFICE in stream.read() else "old_office")
    if not isinstance(family, Kind):
        refuse("type")
    return family


def _hides_package(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return zipfile.is_zipfile(stream)
