"""XLSX (ECMA-376): the values of the cells as they were last computed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from grants.services.sheets.package import Package, attribute, local
from grants.services.sheets.table import MOST_COLUMNS, Cell, as_number, refuse, tidy

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
# Built-in formats of days, and the signs of days in formats of one's own.
_DAY_FORMATS = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAYS = re.compile("[yd]", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_465
_HIDDEN = ("hidden", "veryHidden")


class Book(NamedTuple):
    """What the cells refer to."""

    shared: list[str]
    day_styles: set[int]
    epoch: date


def sheets(package: Package) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    """Name and rows of each sheet that is shown, in the workbook's order."""
    targets = {
        attribute(relation, "Id"): _part(attribute(relation, "Target"))
        for _event, relation in package.walk(_RELATIONS, "Relationship")
        if attribute(relation, "Type").endswith("/worksheet")
    }
    epoch, named = date(1899, 12, 30), []
    for _event, element in package.walk(_WORKBOOK, "workbookPr", "sheet"):
        if local(element) == "workbookPr" and attribute(element, "date1904") in ("1", "true"):
            epoch = date(1904, 1, 1)
        elif attribute(element, "state") not in _HIDDEN and attribute(element, "id") in targets:
            named.append((tidy(attribute(element, "name")), targets[attribute(element, "id")]))
    book = Book(_shared(package), _day_styles(package), epoch)
    for name, part in named:
        yield name, _rows(package, part, book)


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shared(package: Package) -> list[str]:
    if _SHARED not in package.names:
        return []
    return [_text(item) for _event, item in package.walk(_SHARED, "si")]


def _day_styles(package: Package) -> set[int]:
    """The styles by which a number is a day."""
    if _STYLES not in package.names:
        return set()
    own, styles = {}, []
    for _event, element in package.walk(_STYLES, "numFmt", "cellXfs"):
        if local(element) == "numFmt":
            code = _QUOTED.sub("", attribute(element, "formatCode"))
            own[attribute(element, "numFmtId")] = bool(_DAYS.search(code))
        else:
            styles = [attribute(style, "numFmtId") for style in element]
    days = {str(number) for number in _DAY_FORMATS} | {number for number, is_day in own.items() if is_day}
    return {place for place, number in enumerate(styles) if number in days}


def _rows(package: Package, part: str, book: Book) -> Iterator[tuple[int, list[Cell]]]:
    last, values = 0, list[Cell]()
    for _event, element in package.walk(part, "c", "row"):
        if local(element) == "c":
            _put(values, _column(element, len(values)), _value(element, book))
            continue
        number = attribute(element, "r")
        last = int(number) if number.isdecimal() else last + 1
        yield last, values
        values = []


def _column(element: Any, following: int) -> int:
    """The cell's column from nought; a cell that does not say it follows the one before."""
    place = _PLACE.fullmatch(attribute(element, "r"))
    if not place:
        return following
    column = 0
    for letter in place[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _put(values: list[Cell], column: int, value: Cell) -> None:
    if value == "":
        return
    if column > MOST_COLUMNS:
        refuse("columns", limit=MOST_COLUMNS)
    values.extend([""] * (column + 1 - len(values)))
    values[column] = value


def _value(element: Any, book: Book) -> Cell:
    kind = attribute(element, "t") or "n"
    if kind == "inlineStr":
        return tidy("".join(_text(part) for part in element if local(part) == "is"))
    raw = "".join(part.text or "" for part in element if local(part) == "v")
    if not raw:
        return ""
    if kind == "s":
        return (
            tidy(book.shared[int(raw)])
            if raw.isdecimal() and int(raw) < len(book.shared)
            else refuse("unreadable")
        )
    if kind == "n":
        return _number(raw, attribute(element, "s"), book)
    # A text a formula gave, an error (#DIV/0!), a truth value, a day written out.
    return tidy(_unescaped(raw))


def _number(raw: str, style: str, book: Book) -> Cell:
    value = as_number(raw)
    if (
        style.isdecimal()
        and int(style) in book.day_styles
        and not isinstance(value, str)
        and 0 < value < _LAST_DAY
    ):
        day = book.epoch + timedelta(days=int(value))
        return f"{day.day}.{day.month}.{day.year}"
    return value


def _text(item: Any) -> str:
    """The text of a string with its runs, without the phonetic reading beside them."""
    runs = [
        run.text or ""
        for run in item.iter("{*}t")
        if not any(local(above) == "rPh" for above in run.iterancestors())
    ]
    return _unescaped("".join(runs))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
