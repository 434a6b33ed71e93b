"""The budget as it is typed: rows of cells that keep what was written, right or wrong.

The cells are judged by grants.services.budget_input, the same for typed and pasted rows; here
they only travel between the page and the verb, each error to its own cell.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.enums import CostType
from grants.models import Application, BudgetLine, OtherFunding
from grants.services.budget import CellError, FundingInput, LineInput
from pilots.enums import PRESENT
from sky_portal.ui import formats

LINE_CELLS = {
    "member": gettext_lazy("Member"),
    "category": gettext_lazy("Cost category"),
    "cost_type": gettext_lazy("Type"),
    "year": gettext_lazy("Year"),
    "basis": gettext_lazy("Basis"),
    "person_months": gettext_lazy("Person-months"),
    "amount": gettext_lazy("Cost, €"),
}
OTHER_CELLS = {"granter": gettext_lazy("Granter"), "amount": gettext_lazy("Amount, €")}
TABLES = {"lines": LINE_CELLS, "other": OTHER_CELLS}
_FIELD = re.compile(r"(lines|other)-(\d{1,6})-([a-z_]+)")

Choices = list[tuple[str, str]]


@dataclass
class Cell:
    """One cell of the page: its field, what stands in it, what is wrong with it."""

    name: str
    field: str
    label: str
    value: str
    choices: Choices | None
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def id(self) -> str:
        """The id that the error summary jumps to."""
        return f"id_{self.name}"


@dataclass
class Row:
    """One line or one granter, by the number it has on the page."""

    number: str
    cells: list[Cell]

    def cell(self, name: str) -> Cell | None:
        """The cell of that field."""
        return next((cell for cell in self.cells if cell.field == name), None)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the cells, by field."""
        return {cell.field: cell.value for cell in self.cells}

    @property
    def subject(self) -> str:
        """How the error summary names this row: who, what, when."""
        member, values = self.cell("member"), self.values
        words = [dict(member.choices or []).get(member.value, "") if member else values["granter"]]
        words += [values.get("basis", ""), values.get("year", "")]
        return ", ".join(filter(None, words)) or _("Other public funding")


@dataclass(frozen=True)
class Problem:
    """A line of the error summary: what is wrong, and the place to put it right."""

    target: str
    subject: str
    message: str


class BudgetForm:
    """Both tables of an application's budget."""

    def __init__(self, application: Application, values: Mapping[str, Iterable[tuple[str, dict[str, str]]]]):
        self.choices = offered(application)
        self.tables = {
            table: [self._row(table, number, cells) for number, cells in values[table]] for table in TABLES
        }
        self.problems: list[Problem] = []

    @classmethod
    def saved(
        cls, application: Application, lines: Iterable[BudgetLine], other: Iterable[OtherFunding]
    ) -> "BudgetForm":
        """The form as the stored budget fills it, with one empty line when there is none."""
        stored = [(str(i), line_values(line)) for i, line in enumerate(lines)] or [("0", {})]
        return cls(
            application,
            {"lines": stored, "other": [(str(i), funding_values(row)) for i, row in enumerate(other)]},
        )

    @classmethod
    def posted(cls, application: Application, data: Mapping[str, str]) -> "BudgetForm":
        """The form as a person sent it: numbers of rows may have gaps, the order is the page's."""
        found: dict[str, dict[str, dict[str, str]]] = {table: {} for table in TABLES}
        for name, value in data.items():
            match = _FIELD.fullmatch(name)
            if match and match[3] in TABLES[match[1]]:
                found[match[1]].setdefault(match[2], {})[match[3]] = value
        return cls(application, {table: list(rows.items()) for table, rows in found.items()})

    @property
    def lines(self) -> list[Row]:
        """The cost lines."""
        return self.tables["lines"]

    @property
    def other(self) -> list[Row]:
        """The other public funding."""
        return self.tables["other"]

    @property
    def empty_line(self) -> Row:
        """The line that the browser copies when one is added."""
        return self._row("lines", "__number__", {})

    @property
    def empty_other(self) -> Row:
        """The row of other funding that the browser copies."""
        return self._row("other", "__number__", {})

    def add(self, table: str) -> str:
        """Adds an empty row, a line like the one before it; returns the id of its first cell."""
        rows = self.tables[table]
        number = str(max((int(row.number) for row in rows), default=-1) + 1)
        like = {k: v for k, v in rows[-1].values.items() if k in self.choices} if rows else {}
        rows.append(self._row(table, number, like))
        return rows[-1].cells[0].id

    def remove(self, table: str, number: str) -> None:
        """Takes one row away from the page."""
        self.tables[table] = [row for row in self.tables[table] if row.number != number]

    def typed_lines(self) -> list[LineInput]:
        """The lines in the words of the budget's verb."""
        return [LineInput(**row.values) for row in self.lines]

    def typed_other(self) -> list[FundingInput]:
        """The other funding in the words of the budget's verb."""
        return [FundingInput(**row.values) for row in self.other]

    def refuse(self, errors: Iterable[CellError]) -> None:
        """Puts each error to its cell, and all of them in the summary."""
        for error in errors:
            row = self.tables[error.table][error.row] if error.table and error.row is not None else None
            cell = row.cell(error.field) if row else None
            if cell:
                cell.errors.append(str(error.message))
            target = cell.id if cell else self._first_cell(error.table)
            self.problems.append(Problem(target, row.subject if row else "", str(error.message)))

    def _first_cell(self, table: str) -> str:
        rows = self.tables.get(table) or self.lines
        cell = rows[0].cell("amount") if rows else None
        return cell.id if cell else "budget-form"

    def _row(self, table: str, number: str, values: Mapping[str, str]) -> Row:
        return Row(
            number,
            [
                Cell(
                    name=f"{table}-{number}-{name}",
                    field=name,
                    label=str(label),
                    value=values.get(name, ""),
                    choices=self.choices.get(name),
                )
                for name, label in TABLES[table].items()
            ],
        )


def offered(application: Application) -> dict[str, Choices]:
    """What the select cells offer: two queries, whatever the number of lines."""
    members = application.pilot.members.filter(state__in=PRESENT).select_related("organisation")
    return {
        "member": [(str(member.pk), str(member.organisation)) for member in members],
        "category": [(str(c.pk), str(c)) for c in application.call.cost_categories.all()],
        "cost_type": [(value, str(label)) for value, label in CostType.choices],
        "year": [(str(year), str(year)) for year in application.call.years],
    }


def line_values(line: BudgetLine) -> dict[str, str]:
    """A stored line as its cells show it."""
    months = "" if line.person_months is None else f"{line.person_months:f}".removesuffix(".0")
    return {
        "member": str(line.member_id),
        "category": str(line.category_id),
        "cost_type": line.cost_type,
        "year": str(line.year),
        "basis": line.basis,
        "person_months": months if formats.language() == "en" else months.replace(".", ","),
        "amount": formats.money(line.amount_cents, unit=False),
    }


def funding_values(row: OtherFunding) -> dict[str, str]:
    """Stored other funding as its cells show it."""
    return {"granter": row.granter, "amount": formats.money(row.amount_cents, unit=False)}
