"""What the clipboard holds of a spreadsheet: cells parted by tabs, or by semicolons as in CSV.

Excel, LibreOffice and Google Sheets put a cell in quotation marks when it has a line break, a tab
or a quotation mark in it, and leave the others as they are.
"""

import csv
from collections.abc import Iterator
from typing import Any

from grants.services.sheets.table import MOST_COLUMNS, MOST_ROWS, Row, collect, refuse, tidy

# Four times what 500 lines with their texts need.
MOST_CHARACTERS = 1_000_000
# Empty lines between the rows count little, but they count.
_MOST_LINES = 10 * MOST_ROWS


def rows_of(text: str) -> list[Row]:
    """The rows of a pasted text; raises SheetRefused when it has none, or too many."""
    if len(text) > MOST_CHARACTERS:
        refuse("cells")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        refuse("nothing")
    parted = _parted_by(text)
    if not parted:
        refuse("no_columns")
    return collect(_cells(text, parted))


def _parted_by(text: str) -> str:
    """A tab, else a semicolon where most lines have one, else nothing."""
    if "\t" in text:
        return "\t"
    lines = [line for line in text.split("\n") if line.strip()]
    return ";" if 2 * sum(";" in line for line in lines) > len(lines) else ""


def _cells(text: str, parted: str) -> Iterator[tuple[int, list[str]]]:
    """The cells by row; quotation marks that do not pair are taken for ordinary characters."""
    quoting: Any = csv.QUOTE_MINIMAL if _quotes_pair(text, parted) else csv.QUOTE_NONE
    try:
        for number, cells in enumerate(csv.reader(_lines(text), delimiter=parted, quoting=quoting), 1):
            if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
                refuse("columns", limit=MOST_COLUMNS)
            if number > _MOST_LINES:
                refuse("rows", limit=MOST_ROWS)
            yield number, [tidy(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error:
        refuse("cells")


def _quotes_pair(text: str, parted: str) -> bool:
    """Whether every cell that begins with a quotation mark ends with one."""
    try:
        for _row in csv.reader(_lines(text), delimiter=parted, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _lines(text: str) -> Iterator[str]:
    return (f"{line}\n" for line in text.split("\n"))
