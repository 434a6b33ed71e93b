"""Making and describing plans of sharing out."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from grants.models import AllocationPlan, Call, PlanRow
from grants.rules import shares_out
from grants.services.allocation.changes import COPY, Unchanged, editing, rows_as_data, write
from grants.workflows import ALLOCATION
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.names import plain_line


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

    A copy takes every row along, those closed to the actor too: nobody looks at them, and who set
    them stays said. The same `token` once more gives the plan that it made. Raises PermissionDenied
    for who does not share out, ValidationError (`name`: empty, too long or taken; a call that shares
    out no money), AppropriationExceeded when what is copied does not fit any more.
    """
    if not shares_out.test(actor, None):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        call = locks.lock(Call, pk=call.pk)
        if token and (known := AllocationPlan.objects.filter(token=token, made_by=actor).first()):
            return known
        if copy_of and copy_of.call_id != call.pk:
            raise ValueError("a plan is copied within its call")
        plan = AllocationPlan(
            call=call,
            name=_free_name(call, name),
            note=_in_words(note),
            made_by=actor,
            made_at=at,
            copied_from=copy_of,
            token=token,
        )
        plan.save()
        facts = {"plan": plan.pk, "copied_from": copy_of and copy_of.pk}
        state = ALLOCATION.state(plan)
        audit.record(call.case, verb="make_plan", thing=plan, actor=actor, at=at, target=state, facts=facts)
        if copy_of:
            _copy(copy_of, plan, actor)
        return AllocationPlan.objects.get(pk=plan.pk)


def describe(plan: AllocationPlan, *, name: str, note: str, actor: Any) -> AllocationPlan:
    """Renames a draft and says what it aims at; raises like `make_plan`, StepForbidden, StepRefused."""
    try:
        with editing(plan, actor=actor) as row:
            said = {"name": _free_name(row.call, name, of=row), "note": _in_words(note)}
            changed = [field for field, value in said.items() if getattr(row, field) != value]
            if not changed:
                raise Unchanged
            row.name, row.note = said["name"], said["note"]
            row.act.facts = {"verb": "describe", "fields": changed}  # type: ignore[attr-defined]
            return row
    except Unchanged:
        return AllocationPlan.objects.get(pk=plan.pk)


def copyable(call: Call, user: Any) -> list[AllocationPlan]:
    """The call's plans that the person sees, the oldest first."""
    return list(AllocationPlan.objects.visible_to(user).filter(call=call).order_by("made_at", "pk"))


def _copy(source: AllocationPlan, plan: AllocationPlan, actor: Any) -> None:
    rows = rows_as_data(PlanRow.objects.filter(plan=source).order_by("pk"))
    if not rows:
        return
    with editing(plan, actor=actor) as row:
        write(row, rows, verb=COPY, actor=actor, at=row.act.at, facts={"from": source.pk})  # type: ignore[attr-defined]


def _free_name(call: Call, name: str, *, of: AllocationPlan | None = None) -> str:
    field, said = AllocationPlan._meta.get_field("name"), plain_line(name)
    longest = field.max_length or 0
    if not said:
        raise ValidationError({"name": _("Give the plan a name.")})
    if len(said) > longest:
        raise ValidationError({"name": _("Write at most %(count)s characters.") % {"count": longest}})
    others = AllocationPlan.objects.filter(call=call)
    if of:
        others = others.exclude(pk=of.pk)
    if others.filter(name__iexact=said).exists():
        raise ValidationError({"name": _("The call has a plan of this name already.")})
    if not call.shares_money:
        raise ValidationError(_("The call shares out no money."))
    return said


def _in_words(note: str) -> str:
    longest = AllocationPlan._meta.get_field("note").max_length or 0
    if len(note.strip()) > longest:
        raise ValidationError({"note": _("Write at most %(count)s characters.") % {"count": longest}})
    return note.strip()
