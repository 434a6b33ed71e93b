"""ODS (OpenDocument 1.2): tables in content.xml, with repeated rows and cells written once."""

import re
from collections.abc import Iterator
from typing import Any

from grants.services.sheets.package import Package, attribute, local
from grants.services.sheets.table import LONGEST, MOST_COLUMNS, MOST_ROWS, Cell, as_number, refuse, tidy

_CONTENT = "content.xml"
_NUMBERS = ("float", "currency", "percentage")
_COUNT = re.compile(r"[0-9]{1,8}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_CELLS = ("table-cell", "covered-table-cell")


Walk = Iterator[tuple[str, Any]]


def sheets(package: Package) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    """Name and rows of each table, in one walk: what is not asked of a table is passed over."""
    walk = package.walk(_CONTENT, "table-row", "table", starts=True)
    for event, element in walk:
        if event == "start" and local(element) == "table":
            rows = _rows(walk)
            yield tidy(attribute(element, "name")), rows
            for _rest in rows:
                pass


def _rows(walk: Walk) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    for event, element in walk:
        if event == "start":
            continue
        if local(element) == "table":
            return
        values, repeated = _values(element), _count(element, "number-rows-repeated")
        # Empty rows to the sheet's end are one element; one with cells a million times is a trap.
        for time in range(min(repeated, MOST_ROWS + 1) if values else 0):
            yield number + time + 1, list(values)
        number += repeated


def _values(row: Any) -> list[Cell]:
    values: list[Cell] = []
    column = 0
    for element in row:
        if local(element) not in _CELLS:
            continue
        value, repeated = _value(element), _count(element, "number-columns-repeated")
        if value != "":
            if column + repeated > MOST_COLUMNS:
                refuse("columns", limit=MOST_COLUMNS)
            values.extend([""] * (column - len(values)))
            values.extend([value] * repeated)
        column += repeated
    return values


def _count(element: Any, name: str) -> int:
    text = attribute(element, name)
    return int(text) if _COUNT.fullmatch(text) else 1


def _value(element: Any) -> Cell:
    kind = attribute(element, "value-type")
    if kind in _NUMBERS and attribute(element, "value"):
        return as_number(attribute(element, "value"))
    if kind == "date":
        return _day(attribute(element, "date-value"))
    # Texts, truth values, times and a formula's error as they are shown.
    return tidy("\n".join(_paragraph(part) for part in element if local(part) == "p"))


def _day(text: str) -> str:
    found = _DAY.match(text)
    return f"{int(found[3])}.{int(found[2])}.{found[1]}" if found else tidy(text)


def _paragraph(part: Any) -> str:
    """The text of a paragraph: runs of spaces and tabs are elements, notes beside it are not of it."""
    text = part.text or ""
    for inner in part:
        if local(inner) == "s":
            text += " " * min(_count(inner, "c"), LONGEST)
        elif local(inner) in ("tab", "line-break"):
            text += " "
        elif local(inner) not in ("annotation", "note", ""):
            text += _paragraph(inner)
        text += inner.tail or ""
    return text
