"""The rows of the budget page: what is offered in their cells, what stands in them, what is said of them."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.enums import CostType
from grants.models import Application, BudgetLine, Call, OtherFunding
from grants.services.budget_input import CellRefused, parse_cents, parse_person_months
from grants.services.budget_parts import WHOLE, Scope
from grants.services.pay_cap import warning_of
from pilots.enums import PRESENT
from pilots.models import Member
from sky_portal.ui import formats

LINE_CELLS = {
    "member": gettext_lazy("Member"),
    "category": gettext_lazy("Cost category"),
    "cost_type": gettext_lazy("Type"),
    "year": gettext_lazy("Year"),
    "basis": gettext_lazy("Basis"),
    "decision": gettext_lazy("Provider's decision"),
    "person_months": gettext_lazy("Person-months"),
    "amount": gettext_lazy("Cost, €"),
}
OTHER_CELLS = {"granter": gettext_lazy("Granter"), "amount": gettext_lazy("Amount, €")}
TABLES = {"lines": LINE_CELLS, "other": OTHER_CELLS}

Choices = list[tuple[str, str]]
# The value of a cell that offers a choice and has none yet: it is refused until somebody chooses.
UNCHOSEN = "?"


@dataclass(frozen=True)
class Offer:
    """What the cells of an application's budget offer to one person: two queries, however many lines."""

    call: Call
    choices: dict[str, Choices]
    # Everybody who ever belonged to the pilot: a line of a member that has left still says whose it is.
    names: dict[str, str]
    # The members of today, whoever may write their costs.
    taking_part: dict[str, str]
    # The members' own decisions to take part, as a line would name them.
    decisions: dict[str, str]
    # The categories whose lines name a decision.
    asking: frozenset[str]

    def cell(self, table: str, number: str, field: str, value: str) -> "Cell":
        """A cell with what stands in it; a member that is no longer offered stays on offer in its own."""
        choices = self.choices.get(field)
        if field == "member" and choices is not None and value in self.names:
            known = {key for key, _name in choices}
            choices = choices if value in known else [*choices, (value, self.names[value])]
        elif choices is not None and value and value not in dict(choices):
            # Nothing is chosen by the browser in the place of what a table had.
            choices = [(value, _("Choose")), *choices]
        return Cell(f"{table}-{number}-{field}", field, str(TABLES[table][field]), value, choices)


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
    offer: Offer

    def cell(self, name: str) -> Cell | None:
        """The cell of that field."""
        return next((cell for cell in self.cells if cell.field == name), None)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the cells, by field."""
        return {cell.field: cell.value for cell in self.cells}

    @property
    def columns(self) -> list[Cell]:
        """The cells that are columns; the decision stands under the basis, where it is asked."""
        return [cell for cell in self.cells if cell.field != "decision"]

    @property
    def decision(self) -> Cell | None:
        """The cell of the provider's decision, where the call may ask for one."""
        cell = self.cell("decision")
        return cell if cell and (self.offer.asking or cell.value) else None

    @property
    def asks_decision(self) -> bool:
        """Whether its category asks for a decision; one that was typed is never hidden."""
        values = self.values
        return values.get("category") in self.offer.asking or bool(values.get("decision"))

    @property
    def own_decision(self) -> str:
        """The member's decision to take part: a help while none is typed."""
        values = self.values
        return "" if values.get("decision") else self.offer.decisions.get(values.get("member", ""), "")

    @property
    def warning(self) -> str:
        """What is said of pay above the cap; nothing while a number is not one."""
        values = self.values
        try:
            cents, months = parse_cents(values["amount"]), parse_person_months(values.get("person_months"))
        except CellRefused:
            return ""
        return warning_of(self.offer.call, values.get("cost_type", ""), cents, months)

    @property
    def subject(self) -> str:
        """How the error summary names this row: who, what, when."""
        member, values = self.cell("member"), self.values
        words = [self.offer.names.get(member.value, "") if member else values["granter"]]
        words += [values.get("basis", ""), values.get("year", "")]
        return ", ".join(filter(None, words)) or _("Other public funding")


def offer_of(application: Application, scope: Scope = WHOLE) -> Offer:
    """What is offered to whom may write this much of the budget."""
    members = list(
        Member.objects.filter(pilot_id=application.pilot_id).select_related("organisation").order_by("pk")
    )
    call = application.call
    categories = list(call.cost_categories.all())
    present = [member for member in members if member.state in PRESENT]
    offered = [member for member in present if scope.covers(str(member.pk))]
    return Offer(
        call,
        {
            "member": [(str(member.pk), str(member.organisation)) for member in offered],
            "category": [(str(c.pk), str(c)) for c in categories],
            "cost_type": [(value, str(label)) for value, label in CostType.choices],
            "year": [(str(year), str(year)) for year in call.years],
        },
        names={str(member.pk): str(member.organisation) for member in members},
        taking_part={str(member.pk): str(member.organisation) for member in present},
        decisions={str(member.pk): decision_of(member) for member in members if member.decision_number},
        asking=frozenset(str(category.pk) for category in categories if category.needs_decision),
    )


def decision_of(member: Member) -> str:
    """The member's own decision with its day, in the page's language."""
    day = formats.day(member.decision_date) if member.decision_date else ""
    return ", ".join(filter(None, [member.decision_number, day]))


def line_values(line: BudgetLine) -> dict[str, str]:
    """A stored line as its cells show it."""
    months = "" if line.person_months is None else f"{line.person_months:f}".removesuffix(".0")
    return {
        "member": str(line.member_id),
        "category": str(line.category_id),
        "cost_type": line.cost_type,
        "year": str(line.year),
        "basis": line.basis,
        "decision": line.decision,
        "person_months": months if formats.language() == "en" else months.replace(".", ","),
        "amount": formats.money(line.amount_cents, unit=False),
    }


def funding_values(row: OtherFunding) -> dict[str, str]:
    """Stored other funding as its cells show it."""
    return {"granter": row.granter, "amount": formats.money(row.amount_cents, unit=False)}


def row_of(offer: Offer, table: str, number: str, values: Mapping[str, str]) -> Row:
    """A row with every cell of its table."""
    cells = [offer.cell(table, number, field, values.get(field, "")) for field in TABLES[table]]
    return Row(number, cells, offer)
