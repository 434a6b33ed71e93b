"""An XLSX or ODS file: examined like every upload, read once, never kept."""

import zipfile
from dataclasses import dataclass
from typing import IO

from grants.services.sheets import ods, xlsx
from grants.services.sheets.package import FAULTS, Package
from grants.services.sheets.table import Row, SheetRefused, collect, refuse
from sky_portal.documents.uploads import kinds
from sky_portal.documents.uploads.checks import examine

MOST_SHEETS = 20
_READERS = {kinds.XLSX.content_type: xlsx.sheets, kinds.ODS.content_type: ods.sheets}
EXTENSIONS = (*kinds.XLSX.extensions, *kinds.ODS.extensions)


@dataclass(frozen=True)
class Sheet:
    """One sheet that has something in it."""

    name: str
    rows: list[Row]


def read(stream: IO[bytes], *, name: str) -> list[Sheet]:
    """The sheets of a file that hold something, in its order.

    Raises ValidationError when the file is refused as an upload (`uploads.refusals`), SheetRefused
    when it is no spreadsheet, cannot be read, holds nothing, or is too large: the first too large
    sheet is told only when no other can be read.
    """
    content_type = examine(stream, name=name).content_type
    if content_type not in _READERS:
        refuse("no_sheet")
    stream.seek(0)
    found: list[Sheet] = []
    refused: SheetRefused | None = None
    try:
        with zipfile.ZipFile(stream) as archive:
            for place, (title, rows) in enumerate(_READERS[content_type](Package(archive))):
                if place == MOST_SHEETS:
                    break
                try:
                    found.append(Sheet(title, collect(rows)))
                except SheetRefused as why:
                    refused = refused if refused and refused.code != "nothing" else why
    except SheetRefused:
        raise
    except FAULTS:
        refuse("unreadable")
    if refused and not found:
        raise refused
    return found or refuse("nothing")
