"""Budget cells as they were typed or pasted, checked one by one so that each error has its cell."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grants.enums import CostType
from grants.models import Application, BudgetLine, CostCategory, OtherFunding
from pilots.enums import PRESENT
from pilots.models import Member
from sky_portal.money import AmountRefused, is_whole, parse_euros
from sky_portal.names import plain_line

MAX_LINES = 500
MAX_FUNDERS = 20
_MONTHS = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,9})?", re.ASCII)
REFUSALS = {
    "empty": _("Enter the amount in euros."),
    "not_a_number": _("The amount must be a number, for example 28 500."),
    "ambiguous": _("Enter the amount without a point or comma, for example 28 500."),
    "too_precise": _("Enter whole euros, without cents."),
    "too_large": _("The amount is too large."),
}


@dataclass(frozen=True)
class LineInput:
    """One row as typed: member and category (or their ids), euros as a number or as text."""

    member: Any = ""
    category: Any = ""
    cost_type: str = ""
    year: Any = ""
    basis: str = ""
    amount: Any = ""
    person_months: Any = ""
    # The provider's own decision on which the cost rests, where the category asks for it.
    decision: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: such a row is skipped, not refused."""
        return not any(str(cell).strip() for cell in (self.basis, self.amount, self.person_months))


@dataclass(frozen=True)
class FundingInput:
    """Other public funding as typed: who gives it and how many euros."""

    granter: str = ""
    amount: Any = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not (str(self.granter).strip() or str(self.amount).strip())


@dataclass(frozen=True)
class CellError:
    """What is wrong where. `table` is "lines", "other" or "" (the whole); `row` counts from nought."""

    table: str
    row: int | None
    field: str
    message: str | Promise


class BudgetErrors(Exception):
    """Nothing was saved; `errors` lists every cell that is wrong."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__("; ".join(f"{e.table}[{e.row}].{e.field}: {e.message}" for e in errors))
        self.errors = errors


class CellRefused(ValueError):
    """One cell cannot be taken as it is; the message is for its writer."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def too_many_lines() -> CellError:
    """A budget is no ledger."""
    return CellError("lines", None, "", _("A budget has at most %(limit)d lines.") % {"limit": MAX_LINES})


def parse_cents(typed: Any) -> int:
    """Whole euros as typed ("28 500", "28500,00 €", 28500) in cents; raises CellRefused."""
    try:
        cents = parse_euros(str(typed), get_language() or "fi")
    except AmountRefused as refused:
        raise CellRefused(REFUSALS[refused.code]) from None
    if cents < 0:
        raise CellRefused(_("The amount cannot be negative."))
    if not is_whole(cents):
        raise CellRefused(REFUSALS["too_precise"])
    return cents


def parse_person_months(typed: Any) -> Decimal | None:
    """Person-months with one decimal, or None when empty; raises CellRefused."""
    text = "".join(str("" if typed is None else typed).split())
    if not text:
        return None
    if not _MONTHS.fullmatch(text):
        raise CellRefused(_("Person-months must be a number, for example 5 or 2,5."))
    value = Decimal(text.replace(",", "."))
    if value != round(value, 1):
        raise CellRefused(_("Enter person-months with at most one decimal."))
    return value


def parse_text(typed: Any, *, limit: int, empty: str | Promise) -> str:
    """A text of at most `limit` characters on one line; raises CellRefused."""
    text = plain_line(str(typed))
    if not text:
        raise CellRefused(empty)
    if len(text) > limit:
        raise CellRefused(
            _("At most %(limit)d characters; now there are %(now)d.") % {"limit": limit, "now": len(text)}
        )
    return text


@dataclass
class BudgetReader:
    """Turns typed rows of one application into unsaved rows, collecting errors."""

    application: Application
    errors: list[CellError] = field(default_factory=list)
    # Whose costs are the writer's to enter (ids of members): all where there is none.
    own: Collection[int] | None = None
    # What is stored (line_key): such a line stays though its member has left.
    kept: Collection[tuple[Any, ...]] = ()

    def __post_init__(self) -> None:
        members = Member.objects.filter(pilot_id=self.application.pilot_id)
        self.members: dict[str, Member] = {str(member.pk): member for member in members}
        self.categories: dict[str, CostCategory] = {
            str(category.pk): category for category in self.application.call.cost_categories.all()
        }

    def lines(self, typed: list[LineInput]) -> list[BudgetLine]:
        """The rows that are not blank; raises BudgetErrors at once when there are too many."""
        if len(typed) > MAX_LINES:
            raise BudgetErrors([too_many_lines()])
        return [self._line(row, line) for row, line in enumerate(typed) if not line.is_blank]

    def other(self, typed: list[FundingInput]) -> list[OtherFunding]:
        """The other public funding; raises BudgetErrors at once when there are too many."""
        if len(typed) > MAX_FUNDERS:
            message = _("Other public funding has at most %(limit)d rows.") % {"limit": MAX_FUNDERS}
            raise BudgetErrors([CellError("other", None, "", message)])
        found = [self._funding(row, funding) for row, funding in enumerate(typed) if not funding.is_blank]
        if found and self.own is not None:
            whose = _("The coordinating municipality enters the other public funding.")
            self.errors.append(CellError("", None, "", whose))
        return found

    def _line(self, row: int, typed: LineInput) -> BudgetLine:
        cell = self._cells("lines", row)
        category = cell("category", lambda: self._category(typed))
        line = BudgetLine(
            member=cell("member", lambda: self._member(typed)),
            category=category,
            cost_type=cell("cost_type", lambda: _cost_type(typed, category)) or "",
            year=cell("year", lambda: self._year(typed)) or 0,
            basis=cell(
                "basis", lambda: parse_text(typed.basis, limit=200, empty=_("Say what the cost is for."))
            )
            or "",
            person_months=cell("person_months", lambda: parse_person_months(typed.person_months)),
            amount_cents=cell("amount", lambda: parse_cents(typed.amount)) or 0,
            decision=cell("decision", lambda: _decision(typed)) or "",
            place=row,
        )
        cell("member", lambda: self._taking_part(line))
        return line

    def _funding(self, row: int, typed: FundingInput) -> OtherFunding:
        cell = self._cells("other", row)
        empty = _("Say who gives the funding.")
        return OtherFunding(
            granter=cell("granter", lambda: parse_text(typed.granter, limit=120, empty=empty)) or "",
            amount_cents=cell("amount", lambda: parse_cents(typed.amount)) or 0,
        )

    def _cells(self, table: str, row: int) -> Callable[[str, Callable[[], Any]], Any]:
        def cell(name: str, read: Callable[[], Any]) -> Any:
            try:
                return read()
            except CellRefused as refused:
                self.errors.append(CellError(table, row, name, refused.message))
                return None

        return cell

    def _member(self, typed: LineInput) -> Member:
        found = self.members.get(_key(typed.member))
        if found is None:
            raise CellRefused(_("Choose a member of this pilot."))
        if self.own is not None and found.pk not in self.own:
            raise CellRefused(_("You can enter the costs of your own municipality only."))
        return found

    def _taking_part(self, line: BudgetLine) -> None:
        """Refuses new costs of a member that has left or declined; what is stored of it may stay."""
        if line.member_id is None or line.member.state in PRESENT:
            return
        if line.category_id is None or line_key(line) not in self.kept:
            raise CellRefused(_("Choose a member of this pilot."))

    def _category(self, typed: LineInput) -> CostCategory:
        if found := self.categories.get(_key(typed.category)):
            return found
        raise CellRefused(_("Choose a cost category of this call."))

    def _year(self, typed: LineInput) -> int:
        years = self.application.call.years
        text = str(typed.year).strip()
        if text.isascii() and text.isdigit() and len(text) == len("2021") and int(text) in years:
            return int(text)
        bounds = {"first": years[0], "last": years[-1]}
        raise CellRefused(_("The year must be one of the use period: %(first)s–%(last)s.") % bounds)


def line_key(line: BudgetLine) -> tuple[Any, ...]:
    """What a line says, whatever row it is."""
    months = line.person_months
    return (
        line.member_id,
        line.category_id,
        line.cost_type,
        line.year,
        line.basis,
        None if months is None else str(months.normalize()),
        line.amount_cents,
        line.decision,
    )


def _decision(typed: LineInput) -> str:
    """The decision as typed, or nothing: that it is lacking is said before sending, not here."""
    return parse_text(typed.decision, limit=120, empty="") if str(typed.decision).strip() else ""


def _key(thing: Any) -> str:
    return str(getattr(thing, "pk", thing)).strip()


def _cost_type(typed: LineInput, category: CostCategory | None) -> str:
    if typed.cost_type not in CostType.values:
        raise CellRefused(_("Choose pay or operating costs."))
    if category and typed.cost_type == CostType.PAY and not category.allows_pay:
        raise CellRefused(_("This cost category does not accept pay."))
    if category and typed.cost_type == CostType.OPERATING and not category.allows_operating:
        raise CellRefused(_("This cost category does not accept operating costs."))
    return typed.cost_type
