"""A plan goes to the decision-maker: its sums are reserved, released or stay as it is approved."""

from typing import Any

from grants.models import AllocationPlan, Application


def present(plan: AllocationPlan, *, base_revision: int | None = None, actor: Any) -> AllocationPlan:
    """Presents the plan and reserves its sums in the ledger.

    Raises StepForbidden, StepRefused, NotReady (an application without a proposal, a difference without
    a reason), AppropriationExceeded, PlanConflict, ValidationError when another plan has been presented.
    """
    raise NotImplementedError


def take_back(plan: AllocationPlan, *, actor: Any) -> AllocationPlan:
    """Takes the presented plan back to be changed; releases its sums. Raises StepForbidden, StepRefused."""
    raise NotImplementedError


def send_back(plan: AllocationPlan, *, reason: str, actor: Any) -> AllocationPlan:
    """The decision-maker sends it back, with the reason; releases its sums.

    Raises StepForbidden, StepRefused, ValidationError without a reason.
    """
    raise NotImplementedError


def approve(plan: AllocationPlan, *, base_revision: int | None = None, actor: Any) -> AllocationPlan:
    """Another person than the one who presented it approves the plan: its budgets freeze, its sums stay.

    Raises StepForbidden, StepRefused, PlanConflict when the page showed another revision.
    """
    raise NotImplementedError


def lacking(plan: AllocationPlan, user: Any) -> list[Application]:
    """What `present` would miss: applications that the person reads, without a proposal or a reason."""
    raise NotImplementedError
