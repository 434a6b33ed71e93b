"""Which column of a table is which: told by its header in any order and language, else proposed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grants.services.sheets import numbers
from grants.services.sheets.matching import Matcher
from grants.services.sheets.table import Cell, Row
from grants.services.sheets.words import HEADERS, SUMS, begins, fold

LEFT_OUT = ""
FIELDS = tuple(HEADERS)
# Cells whose text is looked up among what the budget knows.
FOUND = ("member", "category", "cost_type", "year")
# Titles and notes may stand above the header.
_DEEPEST = 40
_YEAR_AMOUNT = re.compile(r"(?P<words>.*?)\b(?P<year>20[0-9]{2})\b(?P<after>.*)", re.ASCII)
_PREFIX = "amount:"
# Most of a column must fit before it is proposed.
_MOST = 0.6
_MOST_MONTHS = 60


@dataclass(frozen=True)
class Layout:
    """The header's place among the rows (none: no header) and what each column is.

    A kind is a field of the budget's line, "amount:2022" for the costs of one year, or LEFT_OUT.
    """

    header: int | None
    kinds: tuple[str, ...]

    def column(self, field: str) -> int | None:
        """The column of a field."""
        return self.kinds.index(field) if field in self.kinds else None

    @property
    def years(self) -> list[tuple[int, str]]:
        """Columns of one year's costs with their years."""
        return [
            (place, kind.removeprefix(_PREFIX))
            for place, kind in enumerate(self.kinds)
            if kind.startswith(_PREFIX)
        ]

    @property
    def has_amounts(self) -> bool:
        """Whether the costs are anywhere."""
        return "amount" in self.kinds or bool(self.years)


def amount_of(year: int | str) -> str:
    """The kind of a column with one year's costs."""
    return f"{_PREFIX}{year}"


def width(rows: Sequence[Row]) -> int:
    """The number of columns."""
    return max(len(row.cells) for row in rows)


def recognise(rows: Sequence[Row], matcher: Matcher) -> Layout:
    """The layout by the header's words, else as the cells themselves suggest it, without a header."""
    wide = width(rows)
    for place, row in enumerate(rows[:_DEEPEST]):
        kinds = header_kinds(row, wide)
        fields = set(kinds) - {LEFT_OUT}
        costs = "amount" in fields or any(kind.startswith(_PREFIX) for kind in fields)
        if costs and any(field in fields for field in FIELDS if field != "amount"):
            return Layout(place, kinds)
    return Layout(None, _suggested(rows, wide, matcher))


def header_kinds(row: Row, wide: int) -> tuple[str, ...]:
    """What each cell of a header names; of two columns of one kind the first counts."""
    kinds: list[str] = []
    for column in range(wide):
        kind = _named(row.cell(column))
        kinds.append(kind if kind not in kinds else LEFT_OUT)
    if any(kind.startswith(_PREFIX) for kind in kinds):
        # Beside the years a column of sums says nothing new.
        return tuple(LEFT_OUT if kind == "amount" else kind for kind in kinds)
    if "amount" not in kinds:
        sums = [c for c in range(wide) if isinstance(row.cell(c), str) and fold(str(row.cell(c))) in SUMS]
        kinds = ["amount" if [c] == sums else kind for c, kind in enumerate(kinds)]
    return tuple(kinds)


def _named(cell: Cell) -> str:
    text = fold(str(cell))
    if str(cell).strip() == "€":
        return "amount"
    year = _YEAR_AMOUNT.fullmatch(text)
    if year and not _YEAR_AMOUNT.fullmatch(year["after"]):
        field = _field(year["words"].strip()) if year["words"].strip() else "amount"
        return amount_of(year["year"]) if field in ("amount", "year") else LEFT_OUT
    return _field(text)


def _field(text: str) -> str:
    """The field of the longest word that the text begins with."""
    fitting = [(len(word), field) for field, words in HEADERS.items() for word in words if begins(text, word)]
    return max(fitting)[1] if fitting else LEFT_OUT


def _suggested(rows: Sequence[Row], wide: int, matcher: Matcher) -> tuple[str, ...]:
    """What the cells look like; a person confirms it."""
    columns = [[row.cell(c) for row in rows if row.cell(c) != ""] for c in range(wide)]
    kinds = [LEFT_OUT] * wide
    for field in ("year", "cost_type", "member", "category"):
        scores = [
            _share([bool(matcher.find(field, str(cell))) for cell in cells]) if not kinds[c] else 0.0
            for c, cells in enumerate(columns)
        ]
        if scores and max(scores) >= _MOST:
            kinds[scores.index(max(scores))] = field
    free = [c for c in range(wide) if not kinds[c] and columns[c]]
    numeric = [c for c in free if _share([numbers.is_number(cell) for cell in columns[c]]) >= _MOST]
    if numeric:
        kinds[numeric[-1]] = "amount"
    if len(numeric) > 1 and all(_few(cell) for cell in columns[numeric[0]]):
        kinds[numeric[0]] = "person_months"
    texts = [c for c in free if c not in numeric]
    if texts:
        kinds[max(texts, key=lambda c: sum(len(str(cell)) for cell in columns[c]))] = "basis"
    return tuple(kinds)


def _share(truths: list[bool]) -> float:
    return sum(truths) / len(truths) if truths else 0.0


def _few(cell: Cell) -> bool:
    found = numbers.cents(numbers.amount(cell, ""))
    return found is None or found <= _MOST_MONTHS * 100
