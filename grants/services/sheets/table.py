"""A table as it came: rows with the numbers they have in the spreadsheet, cells of text or number.

Both ways in, the clipboard and a file, end here, and so does the hidden field in which the rows
travel between the pages: what a browser sends back is read as strictly as the first time.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sky_portal.names import plain_line

# A budget has at most 500 lines; headings, sums and notes stand between them.
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_CELLS = 30_000
# Far longer than any cell of the budget: a longer text is cut here and refused there.
LONGEST = 500
SENTENCES = {
    "nothing": _("There is nothing in the table. Copy the cells of the budget and paste them here."),
    "no_columns": _(
        "The text has no columns. Copy the cells in the spreadsheet program and paste them here as they are."
    ),
    "rows": _("The table has more than %(limit)s rows. Copy only the rows of the budget and paste them."),
    "columns": _(
        "The table has more than %(limit)s columns. Copy only the columns of the budget and paste them."
    ),
    "cells": _("The table is too large. Copy only the cells of the budget and paste them."),
    "no_sheet": _("Send an XLSX or ODS file, or copy the cells and paste them."),
    "unreadable": _("The spreadsheet cannot be read. Open it, save it anew as XLSX or ODS, and send that."),
    "changed": _("The table did not come back whole. Paste it or send the file again."),
}
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?", re.ASCII)
_PLACES = 6

Cell = str | Decimal


class SheetRefused(ValueError):
    """A table that cannot be read; `code` is one of SENTENCES, `message` is for its sender."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code, self.message = code, message


def refuse(code: str, **params: Any) -> NoReturn:
    """Raises SheetRefused with the sentence of this reason."""
    raise SheetRefused(code, SENTENCES[code] % params if params else SENTENCES[code])


@dataclass(frozen=True)
class Row:
    """A row that is not empty: its number in the sheet, from one, and its cells."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int | None) -> Cell:
        """The cell in the column, "" past the row's end or for no column."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


def as_number(value: str) -> Cell:
    """A number that a file gives as such; what is none (an error, 1e400) stays text."""
    try:
        rounded = round(Decimal(repr(float(value))), _PLACES)
    except (ValueError, InvalidOperation):
        return tidy(value)
    text = f"{rounded:f}"
    plain = (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return Decimal("0" if plain == "-0" else plain) if _NUMBER.fullmatch(plain) else tidy(value)


def tidy(text: str) -> str:
    """A cell's text on one line, cut at what no cell of the budget holds."""
    return plain_line(text[: 4 * LONGEST])[:LONGEST]


def collect(found: Iterable[tuple[int, Sequence[Cell]]]) -> list[Row]:
    """The rows that hold something, within the limits; raises SheetRefused beyond them."""
    rows: list[Row] = []
    cells = 0
    for number, values in found:
        row = Row(number, _trimmed(values))
        if not row.cells:
            continue
        cells += len(row.cells)
        if len(row.cells) > MOST_COLUMNS:
            refuse("columns", limit=MOST_COLUMNS)
        if len(rows) == MOST_ROWS:
            refuse("rows", limit=MOST_ROWS)
        if cells > MOST_CELLS:
            refuse("cells")
        rows.append(row)
    if not rows:
        refuse("nothing")
    return rows


def _trimmed(values: Sequence[Cell]) -> tuple[Cell, ...]:
    last = max((place for place, value in enumerate(values, 1) if value != ""), default=0)
    return tuple(values[:last])


def pack(rows: Sequence[Row]) -> str:
    """The rows as a hidden field carries them: numbers stand in a list of one."""
    packed = [
        [row.number, *([f"{cell:f}"] if isinstance(cell, Decimal) else cell for cell in row.cells)]
        for row in rows
    ]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> list[Row]:
    """The rows out of the hidden field; raises SheetRefused when it was tampered with."""
    try:
        found = json.loads(text)
        return collect([_unpacked(entry) for entry in found])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        if isinstance(error, SheetRefused):
            raise
        refuse("changed")


def _unpacked(entry: Any) -> tuple[int, list[Cell]]:
    number, *cells = entry
    if not isinstance(number, int) or not 0 < number < 10**8:
        raise ValueError(number)
    return number, [_cell(cell) for cell in cells]


def _cell(packed: Any) -> Cell:
    if isinstance(packed, str):
        return tidy(packed)
    (number,) = packed
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise ValueError(number)
    return Decimal(number)
