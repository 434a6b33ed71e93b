"""Two plans side by side."""

from dataclasses import dataclass
from typing import Any

from grants.models import AllocationPlan, Application
from grants.services.allocation.figures import PlanFigures


@dataclass(frozen=True)
class Difference:
    """One application in both plans (cents); `row_a` and `row_b` are their RowFigures."""

    application: Application
    a_cents: int
    b_cents: int
    reason_a: str
    reason_b: str

    @property
    def change_cents(self) -> int:
        """b − a."""
        return self.b_cents - self.a_cents


@dataclass(frozen=True)
class Comparison:
    """Plan a beside plan b, as the person sees them."""

    a: PlanFigures
    b: PlanFigures
    # Only where the sums differ, the largest difference first.
    differences: list[Difference]
    # b − a: applications that get something, regions that get something.
    funded_change: int
    regions_change: int
    total_change_cents: int


def compare(a: AllocationPlan, b: AllocationPlan, user: Any) -> Comparison:
    """The differences of two plans of one call; raises ValueError for plans of two calls."""
    raise NotImplementedError
