"""The budget as it is typed: rows of cells that keep what was written, right or wrong.

The cells are judged by grants.services.budget_input, the same for typed and pasted rows; here
they only travel between the page and the verb, each error to its own cell.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grants.forms.budget_rows import (
    LINE_CELLS,
    OTHER_CELLS,
    TABLES,
    Cell,
    Choices,
    Offer,
    Row,
    funding_values,
    line_values,
    offer_of,
    row_of,
)
from grants.models import Application, BudgetLine, OtherFunding
from grants.services.budget import CellError, FundingInput, LineInput
from grants.services.budget_parts import WHOLE, Rows, Scope, marks

__all__ = ["LINE_CELLS", "OTHER_CELLS", "TABLES", "BudgetForm", "Cell", "Choices", "Problem", "Row"]
_FIELD = re.compile(r"(lines|other)-(\d{1,6})-([a-z_]+)", re.ASCII)
_SEEN = re.compile(r"seen-([0-9]{1,18}|other)", re.ASCII)

Values = Mapping[str, Iterable[tuple[str, dict[str, str]]]]


@dataclass(frozen=True)
class Problem:
    """A line of the error summary: what is wrong, and the place to put it right."""

    target: str
    subject: str
    message: str


class BudgetForm:
    """Both tables of an application's budget, as far as they are one person's to write."""

    def __init__(
        self,
        application: Application,
        values: Values,
        *,
        scope: Scope = WHOLE,
        seen: Mapping[str, str] | None = None,
    ) -> None:
        self.offer: Offer = offer_of(application, scope)
        self.scope = scope
        # The mark of each part as it stood when the page was made: budget_parts.merge.
        self.seen = {part: mark for part, mark in (seen or {}).items() if scope.covers(part)}
        self.tables = {
            table: [row_of(self.offer, table, number, cells) for number, cells in values[table]]
            for table in TABLES
        }
        self.problems: list[Problem] = []

    @classmethod
    def saved(
        cls,
        application: Application,
        lines: Iterable[BudgetLine],
        other: Iterable[OtherFunding],
        *,
        scope: Scope = WHOLE,
    ) -> "BudgetForm":
        """The form as the stored budget fills it, with one empty line when there is none to write."""
        rows = Rows(list(lines), list(other))
        stored = [
            (str(place), line_values(line))
            for place, line in enumerate(rows.lines)
            if scope.covers(str(line.member_id))
        ]
        funding = [(str(i), funding_values(row)) for i, row in enumerate(rows.other)] if scope.whole else []
        values = {"lines": stored or [(str(len(rows.lines)), {})], "other": funding}
        return cls(application, values, scope=scope, seen=marks(rows))

    @classmethod
    def posted(
        cls, application: Application, data: Mapping[str, str], *, scope: Scope = WHOLE
    ) -> "BudgetForm":
        """The form as a person sent it: numbers of rows may have gaps, the order is the page's."""
        found: dict[str, dict[str, dict[str, str]]] = {table: {} for table in TABLES}
        seen = {}
        for name, value in data.items():
            if mark := _SEEN.fullmatch(name):
                seen[mark[1]] = value
            match = _FIELD.fullmatch(name)
            if match and match[3] in TABLES[match[1]]:
                found[match[1]].setdefault(match[2], {})[match[3]] = value
        return cls(
            application,
            {table: list(rows.items()) for table, rows in found.items()},
            scope=scope,
            seen=seen,
        )

    @property
    def choices(self) -> dict[str, Choices]:
        """What the select cells offer."""
        return self.offer.choices

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
        return row_of(self.offer, "lines", "__number__", {})

    @property
    def empty_other(self) -> Row:
        """The row of other funding that the browser copies."""
        return row_of(self.offer, "other", "__number__", {})

    @property
    def one_member(self) -> bool:
        """Whether every line can only be one member's: then it need not be said of each."""
        rows = (*self.lines, self.empty_line)
        return all(len(cell.choices or ()) == 1 for row in rows if (cell := row.cell("member")))

    @property
    def asking(self) -> str:
        """The categories whose lines name a decision, for the browser."""
        return " ".join(sorted(self.offer.asking))

    @property
    def decisions(self) -> str:
        """The members' own decisions as JSON, for the browser."""
        return json.dumps(self.offer.decisions)

    def add(self, table: str) -> str:
        """Adds an empty row, a line like the one before it; returns the id of its first cell."""
        rows = self.tables[table]
        like = {k: v for k, v in rows[-1].values.items() if k in self.choices} if rows else {}
        if like.get("category") in self.offer.asking:
            like["decision"] = self.offer.decisions.get(like["member"], "")
        return self.append(like, table).cells[0].id

    def append(self, values: Mapping[str, str], table: str = "lines") -> Row:
        """Adds a row with these values in its cells."""
        rows = self.tables[table]
        number = str(max((int(row.number) for row in rows), default=-1) + 1)
        rows.append(row_of(self.offer, table, number, values))
        return rows[-1]

    def remove(self, table: str, number: str) -> None:
        """Takes one row away from the page."""
        self.tables[table] = [row for row in self.tables[table] if row.number != number]

    def typed_lines(self) -> list[LineInput]:
        """The lines in the words of the budget's verb."""
        return [LineInput(**row.values) for row in self.lines]

    def typed_other(self) -> list[FundingInput]:
        """The other funding in the words of the budget's verb."""
        return [FundingInput(**row.values) for row in self.other]

    def saw(self, current: Mapping[str, str], parts: Iterable[str]) -> None:
        """The page now shows what is stored of these parts: to save again is to choose one's own."""
        for part in parts:
            self.seen.pop(part, None)
        self.seen |= {part: current[part] for part in parts if part in current}

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
