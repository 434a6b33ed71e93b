"""Undoing and doing again: the plan's changes as a stack, each undoing a change of its own."""

from typing import Any
from uuid import UUID

from grants.models import AllocationPlan, PlanChange


def undo(
    plan: AllocationPlan, *, seen: int | None = None, actor: Any, token: UUID | None = None
) -> PlanChange:
    """Puts back what stood before the last change that has not been undone, whoever made it.

    `seen` is the number of the change that the person's page offered to undo. Raises NothingToUndo,
    PlanConflict when another change is the last one now, StepForbidden also when the change is about
    an application that is closed to the actor, StepRefused, AppropriationExceeded.
    """
    raise NotImplementedError


def redo(
    plan: AllocationPlan, *, seen: int | None = None, actor: Any, token: UUID | None = None
) -> PlanChange:
    """Does again what was undone last, as long as nothing else was changed since; raises like `undo`."""
    raise NotImplementedError


def undoable(plan: AllocationPlan) -> PlanChange | None:
    """The change that `undo` would put back."""
    raise NotImplementedError


def redoable(plan: AllocationPlan) -> PlanChange | None:
    """The undoing that `redo` would put back."""
    raise NotImplementedError


def history(plan: AllocationPlan, user: Any) -> list[PlanChange]:
    """The plan's changes, the latest first, with `made_by`; without what is closed to the person.

    In `before` and `after` the applications that the person may not read are left out, and a change
    about nothing else is not there.
    """
    raise NotImplementedError
