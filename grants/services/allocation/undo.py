"""Undoing and doing again: the plan's changes as a stack, each undoing a change of its own."""

from typing import Any
from uuid import UUID

from grants.models import AllocationPlan, Application, PlanChange
from grants.rules import opens_sent, reads_sent
from grants.services.allocation.changes import COPY, REDO, UNDO, Unchanged, editing, forbidden, known, write
from grants.services.allocation.errors import NothingToUndo, PlanConflict


def undo(
    plan: AllocationPlan, *, seen: int | None = None, actor: Any, token: UUID | None = None
) -> PlanChange:
    """Puts back what stood before the last change that has not been undone, whoever made it.

    `seen` is the number of the change that the person's page offered to undo. The same `token` once
    more gives its change. Raises NothingToUndo, PlanConflict when another change is the last one now,
    StepForbidden also when the change is about an application that is closed to the actor,
    StepRefused, AppropriationExceeded.
    """
    return _put_back(plan, UNDO, seen, actor, token)


def redo(
    plan: AllocationPlan, *, seen: int | None = None, actor: Any, token: UUID | None = None
) -> PlanChange:
    """Does again what was undone last, as long as nothing else was changed since; raises like `undo`."""
    return _put_back(plan, REDO, seen, actor, token)


def undoable(plan: AllocationPlan, user: Any = None) -> PlanChange | None:
    """The change that `undo` would put back; for a user, None when it is closed to them."""
    return _offered(plan, UNDO, user)


def redoable(plan: AllocationPlan, user: Any = None) -> PlanChange | None:
    """The undoing that `redo` would put back; for a user, None when it is closed to them."""
    return _offered(plan, REDO, user)


def history(plan: AllocationPlan, user: Any, *, longest: int = 200) -> list[PlanChange]:
    """The plan's last changes, the latest first, with `made_by`; without what is closed to the person.

    In `before` and `after` the applications that the person may not read are left out, and a change
    about nothing else is not there.
    """
    read = Application.objects.filter(reads_sent.q(user), call=plan.call_id).order_by()
    keys = {str(pk) for pk in read.values_list("pk", flat=True)}
    changes = list(plan.changes.select_related("made_by", "undoes").order_by("-number")[:longest])
    for change in changes:
        change.before = {key: data for key, data in change.before.items() if key in keys}
        change.after = {key: data for key, data in change.after.items() if key in keys}
    return [change for change in changes if change.after]


def _put_back(
    plan: AllocationPlan, verb: str, seen: int | None, actor: Any, token: UUID | None
) -> PlanChange:
    try:
        with editing(plan, actor=actor) as held:
            if made := known(token, actor):
                raise Unchanged(made)
            change = _top(held, verb)
            if change is None:
                raise NothingToUndo
            if seen is not None and seen != change.number:
                raise PlanConflict(held)
            if not _opens_all(change, actor):
                raise forbidden()
            after = {int(key): data for key, data in change.before.items()}
            facts = {"of": change.number, "verb": change.verb}
            at = held.act.at  # type: ignore[attr-defined]
            return write(held, after, verb=verb, actor=actor, at=at, facts=facts, token=token, undoes=change)
    except Unchanged as same:
        # Raised with the change that the token has made: undoing always changes something.
        return same.change  # type: ignore[return-value]


def _offered(plan: AllocationPlan, verb: str, user: Any) -> PlanChange | None:
    change = _top(plan, verb)
    return change if change and (user is None or _opens_all(change, user)) else None


def _top(plan: AllocationPlan, verb: str) -> PlanChange | None:
    """What is to be undone, or done again: the plan's changes played through as two stacks.

    What a copy brought along is where the plan begins: it is not undone.
    """
    done: list[int] = []
    undone: list[int] = []
    for pk, how in plan.changes.exclude(verb=COPY).order_by("number").values_list("pk", "verb"):
        if how == UNDO:
            done.pop()
            undone.append(pk)
        else:
            done.append(pk)
            undone = undone[:-1] if how == REDO else []
    stack = undone if verb == REDO else done
    return PlanChange.objects.select_related("made_by").get(pk=stack[-1]) if stack else None


def _opens_all(change: PlanChange, actor: Any) -> bool:
    keys = {int(key) for key in change.after}
    opened = Application.objects.filter(opens_sent.q(actor), pk__in=keys)
    return opened.count() == len(keys)
