"""The kinds of file that are accepted, recognised by content."""

from typing import IO, NamedTuple

import puremagic


class Kind(NamedTuple):
    """A kind of file: how it is served and which names it may bear, the first one by preference."""

    content_type: str
    extensions: tuple[str, ...]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind(f"{_OPEN_XML}.wordprocessingml.document", (".docx",))
XLSX = Kind(f"{_OPEN_XML}.spreadsheetml.sheet", (".xlsx",))
ODT = Kind(f"{_OPEN_DOCUMENT}.text", (".odt",))
ODS = Kind(f"{_OPEN_DOCUMENT}.spreadsheet", (".ods",))

ACCEPTED = (PDF, DOCX, XLSX, ODT, ODS, PNG, JPEG)
# For the `accept` attribute of a file field: the same list, so that it cannot drift.
EXTENSIONS = tuple(extension for kind in ACCEPTED for extension in kind.extensions)

PACKAGE = "package"
OLE = "ole"
_FAMILIES: dict[str, Kind | str] = {
    PDF.content_type: PDF,
    PNG.content_type: PNG,
    JPEG.content_type: JPEG,
    DOCX.content_type: PACKAGE,
    "application/zip": PACKAGE,
    "application/msword": OLE,
}


def family(stream: IO[bytes]) -> Kind | str | None:
    """What the first bytes say: a kind, PACKAGE (some zip), OLE (old Office), or None.

    A package's kind needs a look inside (`office.kind_of`).
    """
    stream.seek(0)
    head = stream.read(1024)
    # Nothing may stand before the signature: readers that search for it are how files wear two faces.
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    # Nothing may stand before the signature: readers that search for it are how files wear two faces.
    found = [match.mime_type for match in matches if match.offset == 0]
    return next((_FAMILIES[name] for name in found if name in _FAMILIES), None)
