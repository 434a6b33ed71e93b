"""What a plan proposes for one application, set by hand: by line, as a percentage, as a lump sum."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from grants.models import AllocationPlan, Application, BudgetLine, PlanRow


@dataclass(frozen=True)
class LineProposal:
    """An applied line of the version sent last, and what is accepted of it (cents)."""

    line: BudgetLine
    accepted_cents: int


def set_lines(
    plan: AllocationPlan,
    application: Application,
    *,
    accepted: dict[int, int],
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Accepts of each applied line (id: cents, whole euros) so much; lines left out get nothing.

    The own share is the call's percentage of what is accepted, rounded up to the euro, and the other
    public funding is scaled likewise, so that the grant keeps its part of the costs.

    `base_revision` is the row's revision in the page it comes from, 0 where there was no row, None
    when whatever stands may be overwritten. The same `token` once more changes nothing.
    Raises StepForbidden for who does not share out or may not open the application (a conflict of
    interest, nothing declared yet), StepRefused for a plan that is no draft, PlanConflict,
    AppropriationExceeded, ValidationError (`accepted`: an unknown line, no whole euros, more than was
    applied for; `reason`: none although the grant differs from what was applied for; an application
    that has been withdrawn or whose end has been asked for gets nothing).
    """
    raise NotImplementedError


def set_percent(
    plan: AllocationPlan,
    application: Application,
    *,
    percent: Decimal,
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Proposes so many per cent (0–100) of the grant applied for, rounded down to the euro.

    The lines follow by the largest remainder. Raises like `set_lines` (`percent` for `accepted`).
    """
    raise NotImplementedError


def set_lump(
    plan: AllocationPlan,
    application: Application,
    *,
    grant_cents: int,
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Proposes a grant of so much (cents, whole euros, at most what was applied for); 0 is a proposal too.

    The lines follow by the largest remainder. Raises like `set_lines` (`grant` for `accepted`).
    """
    raise NotImplementedError


def clear(
    plan: AllocationPlan,
    application: Application,
    *,
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Takes the proposal back: nothing is proposed, and no reason is needed until the plan is presented.

    Raises StepForbidden, StepRefused, PlanConflict.
    """
    raise NotImplementedError


def by_line(plan: AllocationPlan, application: Application) -> list[LineProposal]:
    """Every line of the version sent last with what is accepted of it, in the budget's order.

    The caller has seen to it that the person may open the application.
    """
    raise NotImplementedError
