"""A table on its way into the budget: what was read, and what a person has said of it.

It travels between the pages in hidden fields, beside all that stood in the budget form; nothing is
stored before the budget itself is saved.
"""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _

from grants.forms.budget import LINE_CELLS, BudgetForm
from grants.forms.budget_rows import UNCHOSEN, Choices
from grants.forms.budget_rows import Row as BudgetRow
from grants.models import Application
from grants.services.budget import CellError, Scope
from grants.services.budget_input import MAX_LINES, LineInput, too_many_lines
from grants.services.sheets import columns, numbers
from grants.services.sheets.columns import Layout
from grants.services.sheets.judging import Judged, judge
from grants.services.sheets.matching import Matcher
from grants.services.sheets.reading import Sheet
from grants.services.sheets.table import Row, pack, unpack
from grants.services.sheets.understanding import Line, Understood, Wishes, understand

# Sheets of a file that travel along, so that a person may choose another one.
MOST_SHEETS = 12
APPEND, REPLACE = "append", "replace"
PREFIX = "sheet-"


@dataclass(frozen=True)
class Column:
    """One column of the table: its name on the page, its first cells, what it is taken for."""

    place: int
    title: str
    sample: str
    kind: str


@dataclass(frozen=True)
class Shown:
    """A cell of the preview: what it became, what stood in the table, what is said or wrong."""

    field: str
    label: str
    text: str
    came: str
    note: str
    error: str


class SheetForm:
    """The sheets read, the chosen one's layout, the wishes, and what all that comes to."""

    def __init__(
        self, application: Application, scope: Scope, sheets: Sequence[Sheet], data: Mapping[str, str]
    ) -> None:
        self.application, self.scope, self.data = application, scope, data
        self.sheets = list(sheets)[:MOST_SHEETS]
        self.matcher = Matcher.of(application)
        self.which = self._which()

    @classmethod
    def posted(cls, application: Application, scope: Scope, data: QueryDict) -> "SheetForm":
        """The table as the preview page sends it back; raises SheetRefused when it is not whole."""
        titles = data.getlist("sheet-title")
        packed = data.getlist("sheet-rows")
        sheets = [Sheet(title, unpack(rows)) for title, rows in zip(titles, packed, strict=False)]
        return cls(application, scope, sheets or [Sheet("", unpack(""))], data)

    @property
    def rows(self) -> list[Row]:
        """The chosen sheet's rows."""
        return self.sheets[self.which].rows

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The hidden fields that bring the sheets back."""
        return [
            field
            for sheet in self.sheets
            for field in (("sheet-title", sheet.name), ("sheet-rows", pack(sheet.rows)))
        ] + [("sheet-seen", str(self.which))]

    @cached_property
    def layout(self) -> Layout:
        """The columns as they were recognised, or as the person has said."""
        found = columns.recognise(self.rows, self.matcher)
        # Another sheet has other columns: what was said of the one before does not hold.
        if "sheet-column-0" not in self.data or self.data.get("sheet-seen") != str(self.which):
            return found
        allowed = {kind for kind, _label in self.kinds}
        said = [self.data.get(f"sheet-column-{place}", "") for place in range(len(found.kinds))]
        kinds = [kind if kind in allowed and kind not in said[:i] else "" for i, kind in enumerate(said)]
        return Layout(found.header, tuple(kinds))

    @cached_property
    def wishes(self) -> Wishes:
        """What the person has said beside the columns."""
        decimal = self.data.get("sheet-decimal", "")
        offered = {name: {value for value, _label in self.choices(name)} for name in columns.FOUND}
        same = {name: self.data.get(f"sheet-same-{name}", "") for name in columns.FOUND}
        if self.only_member:
            same["member"] = self.only_member
        return Wishes(
            decimal=decimal if decimal in numbers.MARKS else "",
            whole="sheet-whole" in self.data,
            same={name: value for name, value in same.items() if value in offered[name]},
        )

    @property
    def only_member(self) -> str:
        """The one member whose lines a person can bring, "" when there are several."""
        offered = self.choices("member")
        return offered[0][0] if len(offered) == 1 else ""

    @property
    def own(self) -> frozenset[str] | None:
        """The members whose lines are taken; all where there is none."""
        return None if self.scope.whole else frozenset(map(str, self.scope.members))

    @cached_property
    def understood(self) -> Understood:
        """The lines."""
        return understand(self.rows, self.layout, self.matcher, self.wishes, own=self.own)

    @cached_property
    def judged(self) -> Judged:
        """What the budget's rules say of them."""
        return judge(self.application, self.scope, self.understood.lines)

    @property
    def how(self) -> str:
        """Whether the lines come after those of the form, or in their place."""
        return REPLACE if self.data.get("sheet-how") == REPLACE else APPEND

    @cached_property
    def budget(self) -> BudgetForm:
        """The budget form as it stood when the table came."""
        return BudgetForm.posted(self.application, self.data, scope=self.scope)

    @property
    def standing(self) -> int:
        """How many lines of the form have something in them."""
        return len(_filled(self.budget))

    @property
    def obstacle(self) -> str:
        """Why the lines cannot be taken as they are, "" when they can."""
        lines = len(self.understood.lines) + (self.standing if self.how == APPEND else 0)
        if not self.layout.has_amounts:
            return _("Say which column has the costs.")
        if not self.understood.lines:
            return _("There is no line of the budget in this table.")
        if lines > MAX_LINES:
            return str(too_many_lines().message)
        return _("Say how the table writes its numbers.") if self.understood.asks_decimal else ""

    def taken(self) -> BudgetForm:
        """The budget form with the lines in it, each error at its cell."""
        form = self.budget
        form.tables["lines"] = _filled(form) if self.how == APPEND else []
        first = len(form.lines)
        for line in self.understood.lines:
            form.append({name: self._value(line, name) for name in LINE_CELLS})
        errors = [
            CellError("lines", first + place, field, self.judged.cells[place][field])
            for place in range(len(self.understood.lines))
            for field in LINE_CELLS
            if field in self.judged.cells[place]
        ]
        form.refuse(errors)
        return form

    def _value(self, line: Line, field: str) -> str:
        value = line.values[field]
        if field in columns.FOUND:
            return value or UNCHOSEN
        return numbers.shown(value) if field == "amount" else value

    def choices(self, field: str) -> Choices:
        """What a cell of the field offers in the budget form."""
        return self.budget.choices[field]

    @property
    def kinds(self) -> Choices:
        """What a column may be."""
        years = [
            (columns.amount_of(year), _("Cost of %(year)s, €") % {"year": year})
            for year in self.application.call.years
        ]
        return [("", _("Left out")), *((name, str(label)) for name, label in LINE_CELLS.items()), *years]

    @property
    def columns(self) -> list[Column]:
        """The columns for the page."""
        header = self.layout.header
        body = self.rows[0 if header is None else header + 1 :]
        return [
            Column(
                place,
                (str(self.rows[header].cell(place)) if header is not None else "") or letter(place),
                next((str(row.cell(place)) for row in body if row.cell(place) != ""), ""),
                kind,
            )
            for place, kind in enumerate(self.layout.kinds)
        ]

    @property
    def same(self) -> list[tuple[str, str, Choices, str]]:
        """Fields that no column has: (field, label, choices, chosen), for all lines alike."""
        has_years = bool(self.layout.years)
        return [
            (name, str(LINE_CELLS[name]), self.choices(name), self.wishes.same.get(name, ""))
            for name in columns.FOUND
            if self.layout.column(name) is None
            and not (name == "year" and has_years)
            and not (name == "member" and self.only_member)
        ]

    @property
    def lines(self) -> list[tuple[Line, list[Shown]]]:
        """The preview's rows."""
        return [
            (line, [self._shown(place, line, name) for name in self.fields])
            for place, line in enumerate(self.understood.lines)
        ]

    @property
    def fields(self) -> list[str]:
        """The columns of the preview: the decision only where some line has one."""
        decided = any(line.values["decision"] for line in self.understood.lines)
        return [name for name in LINE_CELLS if name != "decision" or decided]

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Their names."""
        return [(name, str(LINE_CELLS[name])) for name in self.fields]

    @property
    def faults(self) -> int:
        """How many cells are to be put right."""
        return sum(map(len, self.judged.cells.values()))

    def _shown(self, place: int, line: Line, field: str) -> Shown:
        value, came = line.values[field], line.came[field]
        text = dict(self.choices(field)).get(value, value) if field in columns.FOUND else value
        if field == "amount":
            text = numbers.shown(value)
        changed = came if came and came != text and not _alike(came, text) else ""
        return Shown(
            field,
            str(LINE_CELLS[field]),
            text or came,
            changed if text else "",
            line.notes.get(field, ""),
            self.judged.cells[place].get(field, ""),
        )

    def _which(self) -> int:
        """The sheet the person chose, else the first with a header that is known, else the first."""
        said = self.data.get("sheet-which", "")
        if said.isascii() and said.isdigit() and int(said) < len(self.sheets):
            return int(said)
        known = (
            place
            for place, sheet in enumerate(self.sheets)
            if columns.recognise(sheet.rows, self.matcher).header is not None
        )
        return next(known, 0)


def letter(place: int) -> str:
    """A column's letter as spreadsheets name it."""
    more, rest = divmod(place, len(string.ascii_uppercase))
    return (letter(more - 1) if more else "") + string.ascii_uppercase[rest]


def _filled(form: BudgetForm) -> list[BudgetRow]:
    return [row for row in form.lines if not LineInput(**row.values).is_blank]


def _alike(came: str, text: str) -> bool:
    """Whether two writings differ in spaces and case alone: nobody needs to be told."""
    return "".join(came.split()).casefold() == "".join(text.split()).casefold()
