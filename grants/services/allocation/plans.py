"""Making and describing plans of sharing out."""

from typing import Any
from uuid import UUID

from grants.models import AllocationPlan, Call


def make_plan(
    call: Call,
    *,
    name: str,
    note: str = "",
    copy_of: AllocationPlan | None = None,
    token: UUID | None = None,
    actor: Any,
) -> AllocationPlan:
    """A new scenario, empty or with the rows of another plan of the same call.

    The same `token` once more gives the plan that it made. Raises PermissionDenied for who does not
    share out, ValidationError (`name`: empty, too long or taken; a call that shares out no money).
    """
    raise NotImplementedError


def describe(plan: AllocationPlan, *, name: str, note: str, actor: Any) -> AllocationPlan:
    """Renames a draft and says what it aims at; raises like `make_plan`, StepForbidden, StepRefused."""
    raise NotImplementedError


def copyable(call: Call, user: Any) -> list[AllocationPlan]:
    """The call's plans that the person sees, the oldest first."""
    raise NotImplementedError
