"""Two plans side by side."""

from dataclasses import dataclass
from typing import Any

from grants.models import AllocationPlan, Application
from grants.services.allocation.figures import PlanFigures, RowFigures, figures


@dataclass(frozen=True)
class Difference:
    """One application in both plans."""

    a: RowFigures
    b: RowFigures

    @property
    def application(self) -> Application:
        """The application itself."""
        return self.a.application

    @property
    def a_cents(self) -> int:
        """The grant that plan a proposes."""
        return self.a.proposed_cents

    @property
    def b_cents(self) -> int:
        """The grant that plan b proposes."""
        return self.b.proposed_cents

    @property
    def reason_a(self) -> str:
        """Why it differs from what was applied for, in plan a."""
        return self.a.row.reason if self.a.row else ""

    @property
    def reason_b(self) -> str:
        """The same in plan b."""
        return self.b.row.reason if self.b.row else ""

    @property
    def change_cents(self) -> int:
        """b − a."""
        return self.b_cents - self.a_cents


@dataclass(frozen=True)
class Comparison:
    """Plan a beside plan b, as the person sees them; changes are b − a."""

    a: PlanFigures
    b: PlanFigures
    # Only where the sums differ, the largest difference first.
    differences: list[Difference]
    funded_change: int  # applications that get something
    regions_change: int  # regions that get something
    total_change_cents: int


def compare(a: AllocationPlan, b: AllocationPlan, user: Any) -> Comparison:
    """The differences of two plans of one call; raises ValueError for plans of two calls."""
    if a.call_id != b.call_id:
        raise ValueError("plans of two calls have nothing in common")
    left, right = figures(a, user), figures(b, user)
    others = {row.application.pk: row for row in right.rows}
    pairs = [Difference(row, others[row.application.pk]) for row in left.rows if row.application.pk in others]
    different = [pair for pair in pairs if pair.change_cents]
    return Comparison(
        a=left,
        b=right,
        differences=sorted(different, key=lambda pair: -abs(pair.change_cents)),
        funded_change=_funded(right) - _funded(left),
        regions_change=_regions(right) - _regions(left),
        total_change_cents=right.total_cents - left.total_cents,
    )


def _funded(found: PlanFigures) -> int:
    return sum(row.proposed_cents > 0 for row in found.rows)


def _regions(found: PlanFigures) -> int:
    return sum(group.proposed_cents > 0 for group in found.by_region)
