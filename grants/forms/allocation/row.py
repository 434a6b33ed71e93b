"""One application's proposal as it is typed: by line, as a percentage, as a lump sum, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grants.enums import PlanMethod
from grants.forms.allocation.sums import REASON, whole_euros
from grants.services.allocation import LineProposal, RowFigures
from sky_portal.ui import formats

METHODS = (PlanMethod.LUMP, PlanMethod.PERCENT, PlanMethod.LINES, PlanMethod.NONE)
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))?", re.ASCII)
_HUNDRED = 100


@dataclass
class LineCell:
    """A line of the applied budget with what is typed of it."""

    line: Any
    asked: int
    accepted: int
    value: str
    error: str = ""

    @property
    def pk(self) -> int:
        """The applied line's key."""
        return self.line.pk

    @property
    def member(self) -> str:
        """Whose cost it is."""
        return str(self.line.member.organisation)

    @property
    def category(self) -> str:
        """The cost category."""
        return str(self.line.category)

    @property
    def kind(self) -> Any:
        """Pay or operating costs."""
        return self.line.get_cost_type_display()

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.line.year

    @property
    def basis(self) -> str:
        """What it is for."""
        return self.line.basis

    @property
    def decision(self) -> str:
        """The provider's decision on which it rests."""
        return self.line.decision


@dataclass(frozen=True)
class Problem:
    """A line of the error summary and its place."""

    target: str
    text: str


class RowForm:
    """What stands in the page's fields, saved or typed, and what of it is wrong."""

    def __init__(
        self, row: RowFigures, lines: Sequence[LineProposal], data: Mapping[str, str] | None = None
    ) -> None:
        self.row, self.problems = row, list[Problem]()
        self.data = data
        self.base = row.revision
        self.method = self._method()
        self.reason = (
            data.get("reason", "").strip()[: REASON + 1]
            if data is not None
            else row.row.reason
            if row.row
            else ""
        )
        self.percent = self._typed("percent", self._saved_percent())
        self.lump = self._typed("lump", formats.money(row.proposed_cents, unit=False) if row.row else "")
        self.lines = [
            LineCell(
                one.line,
                one.line.amount_cents,
                one.accepted_cents,
                self._typed(
                    f"line-{one.line.pk}",
                    formats.money(one.accepted_cents if row.row else one.line.amount_cents, unit=False),
                ),
            )
            for one in lines
        ]

    @property
    def methods(self) -> list[tuple[str, Any]]:
        """The ways to propose a sum, as the radio buttons name them."""
        return [(method.value, method.label) for method in METHODS]

    @property
    def shown(self) -> int:
        """The revision of the row that the sent page showed."""
        base = (self.data or {}).get("base", "")
        return int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0  # noqa: PLR2004

    @property
    def percent_error(self) -> bool:
        """Whether the percentage is wrong."""
        return self._is_wrong("percent")

    @property
    def lump_error(self) -> bool:
        """Whether the lump sum is wrong."""
        return self._is_wrong("lump")

    @property
    def reason_error(self) -> bool:
        """Whether the reason is wrong or lacking."""
        return self._is_wrong("reason")

    def judge(self) -> dict[str, Any] | None:
        """The typed sum in the words of its verb; None when something is wrong."""
        if len(self.reason) > REASON:
            self.refuse("reason", _("The reason is too long."))
        found: dict[str, Any] = {}
        if self.method == PlanMethod.PERCENT:
            found["percent"] = self._percent()
        elif self.method == PlanMethod.LUMP:
            found["grant_cents"] = self._cents("lump", self.lump)
        elif self.method == PlanMethod.LINES:
            found["accepted"] = {line.pk: self._line(line) for line in self.lines}
        return None if self.problems else found

    def refuse(self, target: str, text: str) -> None:
        """Notes what is wrong with a field."""
        self.problems.append(Problem(target, text))

    def refuse_all(self, errors: Mapping[str, Sequence[str]]) -> None:
        """What the verb found wrong, each to its field."""
        places = {"percent": "percent", "grant": "lump", "reason": "reason", "accepted": "lines-title"}
        for field, messages in errors.items():
            for message in messages:
                self.refuse(places.get(field, f"method-{self.method}"), message)

    def _method(self) -> str:
        sent = (self.data or {}).get("method", "")
        if sent in PlanMethod.values and sent != PlanMethod.RULE:
            return sent
        stored = self.row.row.method if self.row.row else PlanMethod.LUMP
        return PlanMethod.LUMP if stored == PlanMethod.RULE else stored

    def _saved_percent(self) -> str:
        if not self.row.row or not self.row.asked_cents:
            return ""
        return formats.number(round(self.row.share * 10), 1)

    def _typed(self, name: str, saved: str) -> str:
        return self.data.get(name, "") if self.data is not None else saved

    def _is_wrong(self, target: str) -> bool:
        return any(problem.target == target for problem in self.problems)

    def _percent(self) -> Decimal:
        found = _PERCENT.fullmatch(self.percent.replace("%", "").strip())
        percent = Decimal(f"{found[1]}.{found[2] or 0}") if found else Decimal(-1)
        if not 0 <= percent <= _HUNDRED:
            self.refuse("percent", _("Write a percentage from 0 to 100, such as 85 or 92,5."))
        return percent

    def _cents(self, target: str, text: str, name: str = "") -> int:
        try:
            return whole_euros(text)
        except ValueError as wrong:
            self.refuse(target, f"{name}: {wrong}" if name else str(wrong))
            return 0

    def _line(self, line: LineCell) -> int:
        if not line.value.strip():
            return 0
        before = len(self.problems)
        cents = self._cents(f"line-{line.pk}", line.value, line.basis)
        if len(self.problems) == before and cents > line.asked:
            words = _("At most what was applied for: %(sum)s.") % {"sum": formats.money(line.asked)}
            self.refuse(f"line-{line.pk}", f"{line.basis}: {words}")
        if len(self.problems) > before:
            line.error = self.problems[-1].text
        return cents
