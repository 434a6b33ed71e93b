"""A table's rows as lines of the budget, with what was understood of each cell and what was not.

Nothing is guessed silently: what was taken from the row above, worked out or left out is said, and
what cannot be told is asked or refused at its cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.services.sheets import numbers
from grants.services.sheets.columns import FIELDS, FOUND, Layout, header_kinds, width
from grants.services.sheets.matching import Matcher
from grants.services.sheets.table import Cell, Row
from grants.services.sheets.words import NOTHING, SUMS, fold, is_sum

# Cells that hold what their writer likes.
_TEXTS = ("basis", "decision")
UNKNOWN = {
    "member": gettext_lazy("“%(text)s” is no member of this pilot. Choose one."),
    "category": gettext_lazy("“%(text)s” is no cost category of this call. Choose one."),
    "cost_type": gettext_lazy("“%(text)s” is neither pay nor operating costs. Choose one."),
    "year": gettext_lazy("“%(text)s” is no year. Choose one."),
}
WHY = {
    "sum": gettext_lazy("a sum"),
    "heading": gettext_lazy("a heading"),
    "no_cost": gettext_lazy("no cost in it"),
    "number": gettext_lazy("a number alone"),
    "other": gettext_lazy("another member's line"),
}


@dataclass(frozen=True)
class Wishes:
    """What a person has said of the table: the decimal mark, rounding, what holds for every line."""

    decimal: str = ""
    whole: bool = False
    # Values of the fields in FOUND for lines that have none of their own.
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Line:
    """One line: cells as the budget form takes them, what stood in the table, what is to be said."""

    number: int
    values: dict[str, str]
    came: dict[str, str]
    notes: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    # The amount may mean either of two, and nobody has said which.
    ambiguous: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A row that is no line, and why."""

    number: int
    text: str
    why: str | Promise


@dataclass
class Understood:
    """All that was made of a table."""

    layout: Layout
    decimal: str
    lines: list[Line]
    left_out: list[LeftOut]
    has_cents: bool = False

    @property
    def asks_decimal(self) -> bool:
        """Whether a person must say what 1.234 means before anything is taken."""
        return any(line.ambiguous for line in self.lines)

    @property
    def total(self) -> int:
        """The sum of the amounts that the budget takes, in cents."""
        return sum(max(numbers.cents(line.values["amount"]) or 0, 0) for line in self.lines)


@dataclass
class _Reader:
    """Walks the rows; remembers what stood above."""

    layout: Layout
    matcher: Matcher
    wishes: Wishes
    decimal: str
    own: frozenset[str] | None
    wide: int
    above: dict[str, Cell] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def lines(self, row: Row) -> Iterator[Line]:
        """The lines of one row: one for each of its costs."""
        if header_kinds(row, self.wide) == self.layout.kinds and self.layout.header is not None:
            self._leave(row, "heading")
            return
        cells = {name: self._cell(row, name) for name in FIELDS}
        costs = self._costs(row)
        if why := self._no_line(cells, costs):
            self._leave(row, why)
            return
        known = self._with_above(cells)
        for year, cost in costs or [("", "")]:
            line = self._line(row.number, cells, known, year, cost, alone=not costs[1:])
            if self.own is not None and line.values["member"] and line.values["member"] not in self.own:
                self._leave(row, "other")
                return
            yield line

    def _cell(self, row: Row, name: str) -> Cell:
        cell = row.cell(self.layout.column(name))
        # A text of one dash is a text all the same.
        return "" if str(cell) in NOTHING and name not in _TEXTS else cell

    def _costs(self, row: Row) -> list[tuple[str, Cell]]:
        if not self.layout.years:
            amount = self._cell(row, "amount")
            return [("", amount)] if amount != "" else []
        costs = [(year, row.cell(place)) for place, year in self.layout.years]
        return [
            (year, cost) for year, cost in costs if str(cost) not in ("", *NOTHING) and not _is_nought(cost)
        ]

    def _no_line(self, cells: dict[str, Cell], costs: list[tuple[str, Cell]]) -> str:
        """Why a row is no line, "" when it is one."""
        texts = {
            name: str(cells[name]) for name in (*FOUND, "basis") if str(cells[name]) not in ("", *NOTHING)
        }
        found = {name for name in FOUND if texts.get(name) and self.matcher.find(name, texts[name])}
        named = {"member", "category"} & set(self.layout.kinds)
        is_line, is_whole = bool(named) and named <= found, set(FOUND) & set(self.layout.kinds) <= found
        if _names_sum(texts, is_line=is_line, is_whole=is_line and is_whole):
            return "sum"
        if costs:
            return "" if texts or not named else "number"
        if texts and set(texts) == found and found & {"member", "category"}:
            self.above |= {name: cells[name] for name in found}
            return "heading"
        return "" if "basis" in texts and found else "no_cost"

    def _with_above(self, cells: dict[str, Cell]) -> dict[str, Cell]:
        """The cells that are looked up, each empty one as it stood in the row above."""
        known = {
            name: cells[name] if cells[name] != "" else self.above.get(name, "")
            for name in FOUND
            if self.layout.column(name) is not None
        }
        self.above = dict(known)
        return known

    def _line(
        self,
        number: int,
        cells: dict[str, Cell],
        known: dict[str, Cell],
        year: str,
        cost: Cell,
        *,
        alone: bool,
    ) -> Line:
        line = Line(number, dict.fromkeys(FIELDS, ""), {name: str(cells[name]) for name in FIELDS})
        for name in FOUND:
            self._look_up(line, name, str(known.get(name, "")), is_above=cells[name] == "")
        if year:
            line.values["year"], line.came["year"] = year, year
            line.unknown.pop("year", None)
        self._only_type(line, is_said=cells["cost_type"] != "")
        self._amount(line, cost)
        line.values |= {"basis": str(cells["basis"]), "decision": str(cells["decision"])}
        if alone:
            line.values["person_months"] = numbers.months(cells["person_months"])
        elif cells["person_months"] != "":
            line.notes["person_months"] = _("Divide %(months)s between the years.") % {
                "months": line.came["person_months"]
            }
        return line

    def _look_up(self, line: Line, name: str, text: str, *, is_above: bool) -> None:
        if not text:
            line.values[name] = self.wishes.same.get(name, "")
            return
        line.values[name] = self.matcher.find(name, text)
        line.came[name] = text
        if not line.values[name]:
            line.unknown[name] = str(UNKNOWN[name]) % {"text": text}
        elif is_above:
            line.notes[name] = _("from the row above")

    def _only_type(self, line: Line, *, is_said: bool) -> None:
        """What the category leaves no choice of counts for more than the row above."""
        only = self.matcher.only_type.get(line.values["category"])
        if only and not is_said:
            line.values["cost_type"], line.came["cost_type"] = only, ""
            line.notes["cost_type"] = _("the only type of this cost category")
            line.unknown.pop("cost_type", None)

    def _amount(self, line: Line, cost: Cell) -> None:
        text = numbers.amount(cost, self.decimal)
        line.came["amount"] = str(cost)
        line.ambiguous = not self.decimal and numbers.is_either(cost)
        line.values["amount"] = numbers.to_whole(text) if self.wishes.whole else text
        if line.values["amount"] != text:
            line.notes["amount"] = _("rounded to the whole euro")

    def _leave(self, row: Row, why: str) -> None:
        text = " · ".join(str(cell) for cell in row.cells if cell != "")
        self.left_out.append(LeftOut(row.number, text, WHY[why]))


def understand(
    rows: Sequence[Row],
    layout: Layout,
    matcher: Matcher,
    wishes: Wishes | None = None,
    *,
    own: frozenset[str] | None = None,
) -> Understood:
    """The lines of the rows below the header; `own` takes the lines of these members alone (ids)."""
    wishes = wishes or Wishes()
    first = 0 if layout.header is None else layout.header + 1
    below = rows[first:]
    decimal = wishes.decimal or numbers.decimal_mark(_numbers(below, layout))
    reader = _Reader(layout, matcher, wishes, decimal, own, width(rows))
    lines = [line for row in below for line in reader.lines(row)]
    has_cents = any(
        numbers.has_cents(numbers.amount(line.came["amount"], decimal)) or line.notes.get("amount")
        for line in lines
    )
    return Understood(layout, decimal, lines, reader.left_out, has_cents)


def _names_sum(texts: dict[str, str], *, is_line: bool, is_whole: bool) -> bool:
    """Whether a row is a sum: a basis may be, or begin with, such a word in a line that says the rest."""
    basis = texts.get("basis", "")
    if any(is_sum(text) for name, text in texts.items() if name != "basis"):
        return True
    return not is_whole if fold(basis) in SUMS else is_sum(basis) and not is_line


def _numbers(rows: Sequence[Row], layout: Layout) -> Iterator[Cell]:
    columns = [layout.column("amount"), layout.column("person_months"), *(c for c, _year in layout.years)]
    for row in rows:
        yield from (row.cell(column) for column in columns)


def _is_nought(cell: Cell) -> bool:
    return numbers.cents(numbers.amount(cell, "")) == 0
