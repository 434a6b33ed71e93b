"""Pay above the call's cap for a person and a year: its writer is warned of it, never refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grants.enums import CostType
from sky_portal.ui import formats

# The same words in the browser (static/js/budget.js), which fills them in as one types.
OVER = gettext_noop("The pay comes to %(pay)s for a person a year, above the call's cap of %(cap)s.")
OVER_WITHOUT_MONTHS = gettext_noop(
    "The pay is above the call's cap of %(cap)s for a person a year. Give the person-months."
)
MONTHS = 12
CENTS = 100


@dataclass(frozen=True)
class PayWarning:
    """A line of pay above the cap: its place in the budget from nought, and what is said of it."""

    place: int
    line: Any
    text: str

    @property
    def anchor(self) -> str:
        """The cell of the budget page, as `Missing.anchor` has it."""
        return f"lines-{self.place}-amount"


def pay_warnings(lines: Iterable[Any], call: Any) -> list[PayWarning]:
    """The lines (in the budget's order) whose pay is above the cap of the call."""
    found = []
    for place, line in enumerate(lines):
        if text := warning_of(call, line.cost_type, line.amount_cents, line.person_months):
            found.append(PayWarning(place, line, text))
    return found


def warning_of(call: Any, cost_type: str, cents: int, months: Decimal | None) -> str:
    """What is said of one line; "" when there is nothing to say, or the call has no cap."""
    cap = call.pay_cap_cents
    if cap is None or cost_type != CostType.PAY or not is_over(cents, months, cap):
        return ""
    if not months:
        return _(OVER_WITHOUT_MONTHS) % {"cap": formats.money(cap)}
    return _(OVER) % {"pay": formats.money(a_year(cents, months)), "cap": formats.money(cap)}


def is_over(cents: int, months: Decimal | None, cap: int) -> bool:
    """Whether pay for so many person-months (none: a year's at most) is above a year's cap, in cents."""
    return cents * MONTHS > cap * months if months else cents > cap


def a_year(cents: int, months: Decimal) -> int:
    """Pay for so many person-months as pay of a person a year, up to the next whole euro, in cents."""
    tenths = int(months * 10)
    return -(-cents * MONTHS * 10 // (tenths * CENTS)) * CENTS
