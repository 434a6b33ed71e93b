"""The parts of a spreadsheet file, read as a stream: never more at a time than one cell or row.

The readers of XLSX and ODS stand on lxml, which the portal has anyway. A ready-made reader was
tried: it lays every sheet out in memory, so that one cell far away ends the whole process, and it
leaves cells with a formula's error empty, so that a cost would go missing without a word.
"""

import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from grants.services.sheets.table import refuse

# A sheet of 2,000 rows and 60 columns is some megabytes of XML with some hundred thousand tags. What was
# read is counted before it is parsed: a million empty elements cost a parser more than a reader.
MOST_BYTES = 30 * 1024 * 1024
MOST_TAGS = 500_000
FAULTS = (
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
)


class Package:
    """A file of which so much is read at most, all parts together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.bytes, self.tags = MOST_BYTES, MOST_TAGS

    def walk(self, name: str, *tags: str, starts: bool = False) -> Iterator[tuple[str, Any]]:
        """The elements of these local names as ("end", whole element), emptied behind us.

        With `starts` they come as ("start", element with its attributes) before too.
        """
        with self.archive.open(name) as part:
            walk: Any = etree.iterparse(
                _Counted(part, self),
                events=("start", "end") if starts else ("end",),
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                no_network=True,
                huge_tree=False,
            )
            first = True
            for event, element in walk:
                if first and element.getroottree().docinfo.internalDTD is not None:
                    # An office file has no document type.
                    refuse("unreadable")
                first = False
                yield event, element
                if event == "end":
                    _forget(element)


class _Counted:
    """A part whose bytes and tags are counted as they are read."""

    def __init__(self, part: IO[bytes], package: Package) -> None:
        self.part, self.package = part, package

    def read(self, size: int) -> bytes:
        chunk = self.part.read(size)
        self.package.bytes -= len(chunk)
        self.package.tags -= chunk.count(b"<")
        if self.package.bytes < 0 or self.package.tags < 0:
            refuse("cells")
        return chunk


def _forget(element: Any) -> None:
    """Empties what was read, and drops what stands before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: Any) -> str:
    """The element's name without its namespace; "" for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" when there is none."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""
