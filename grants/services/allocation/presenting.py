"""A plan goes to the decision-maker: its sums are reserved, released, or stay as it is approved."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from grants.enums import BudgetState, PlanState
from grants.models import AllocationPlan, Application, Budget, Call, PlanRow
from grants.rules import EXAMINED_STATES, reads_sent
from grants.services.allocation import ledger
from grants.services.allocation.changes import total_of
from grants.services.allocation.errors import NotReady, PlanConflict
from grants.workflows import ALLOCATION
from sky_portal import clock, locks


def present(plan: AllocationPlan, *, base_revision: int | None = None, actor: Any) -> AllocationPlan:
    """Presents the plan and reserves its sums in the ledger.

    Raises StepForbidden, StepRefused, NotReady (an application without a proposal, a difference without
    a reason, other costs sent since, money for who has asked for the end of the matter),
    AppropriationExceeded, PlanConflict when the page showed another revision, ValidationError when
    another plan has been presented.
    """
    with _step("present", plan, actor) as row:
        _check_revision(row, base_revision)
        if AllocationPlan.objects.filter(call=row.call_id).exclude(state=PlanState.DRAFT).exists():
            raise ValidationError(_("Another plan of the call has been presented already."))
        _check_ready(row, actor)
        amounts = PlanRow.objects.filter(plan=row, grant_cents__gt=0).order_by("application_id")
        sums = dict(amounts.values_list("application_id", "grant_cents"))
        ledger.reserve(row.call, amounts=sums, plan=row, actor=actor, at=row.act.at)
        row.presented_at, row.presented_by, row.returned_reason = row.act.at, actor, ""
        row.act.facts = {"revision": row.revision, "funded": len(sums), "total_cents": sum(sums.values())}
    return row


def take_back(plan: AllocationPlan, *, actor: Any) -> AllocationPlan:
    """Takes the presented plan back to be changed; releases its sums. Raises StepForbidden, StepRefused."""
    with _step("take_back", plan, actor) as row:
        released = ledger.release(row, actor=actor, at=row.act.at)
        row.act.facts = {"revision": row.revision, "released_cents": released}
    return row


def send_back(plan: AllocationPlan, *, reason: str, actor: Any) -> AllocationPlan:
    """The decision-maker sends it back, with the reason; releases its sums.

    Raises StepForbidden, StepRefused, ValidationError without a reason or on its length.
    """
    with _step("send_back", plan, actor) as row:
        row.returned_reason = _in_words(reason)
        released = ledger.release(row, actor=actor, at=row.act.at)
        row.act.facts = {"revision": row.revision, "released_cents": released}
        row.act.payload = {"reason": row.returned_reason}
    return row


def approve(plan: AllocationPlan, *, base_revision: int | None = None, actor: Any) -> AllocationPlan:
    """Another person than the one who presented it approves the plan: its budgets freeze, its sums stay.

    Raises StepForbidden, StepRefused, PlanConflict when the page showed another revision.
    """
    with _step("approve", plan, actor) as row:
        _check_revision(row, base_revision)
        Budget.objects.filter(plan_row__plan=row).update(state=BudgetState.FROZEN)
        row.approved_at, row.approved_by = row.act.at, actor
        row.act.facts = {"revision": row.revision, "total_cents": total_of(row)}
    return row


def lacking(plan: AllocationPlan, user: Any) -> list[Application]:
    """What `present` would miss: applications that the person reads, without a proposal or a reason."""
    return list(_missing(plan).filter(reads_sent.q(user)).select_related("case", "current_submission"))


@contextmanager
def _step(name: str, plan: AllocationPlan, actor: Any) -> Iterator[Any]:
    """The call's lock before the plan's: the ledger is read and written under it."""
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locks.lock(Call, pk=plan.call_id)
        with ALLOCATION.step(name, plan, actor=actor, at=at) as row:
            yield row


def _check_revision(plan: AllocationPlan, base: int | None) -> None:
    if base is not None and base != plan.revision:
        raise PlanConflict(plan)


def _check_ready(plan: AllocationPlan, actor: Any) -> None:
    missing, ended = _missing(plan), _ended(plan)
    read = [list(found.filter(reads_sent.q(actor))) for found in (missing, ended)]
    hidden = missing.count() + ended.count() - sum(map(len, read))
    if hidden or any(read):
        raise NotReady(missing=read[0], ended=read[1], hidden=hidden)


def _missing(plan: AllocationPlan) -> QuerySet[Application]:
    """Without a row, with a difference but no reason, or with money for costs that were sent anew since."""
    row = PlanRow.objects.filter(plan=plan, application=OuterRef("pk"))
    examined = Application.objects.filter(
        call=plan.call_id, state__in=EXAMINED_STATES, withdrawal_asked_at=None
    )
    found = examined.annotate(
        proposed=Subquery(row.values("grant_cents")[:1]),
        why=Subquery(row.values("reason")[:1]),
        looked_at=Subquery(row.values("submission__budget_id")[:1]),
    )
    unsaid = Q(why="") & ~Q(proposed=F("current_submission__grant_cents"))
    sent_anew = Q(proposed__gt=0) & ~Q(looked_at=F("current_submission__budget_id"))
    return found.filter(Q(proposed=None) | unsaid | sent_anew).order_by("pk")


def _ended(plan: AllocationPlan) -> QuerySet[Application]:
    """Those that get money although there is nothing to be decided for them but the end."""
    ended = Q(withdrawal_asked_at__isnull=False) | ~Q(state__in=EXAMINED_STATES)
    funded = PlanRow.objects.filter(plan=plan, grant_cents__gt=0).order_by().values("application_id")
    return Application.objects.filter(ended, pk__in=funded).order_by("pk")


def _in_words(reason: str) -> str:
    said = reason.strip()
    longest = AllocationPlan._meta.get_field("returned_reason").max_length or 0
    if not said:
        raise ValidationError({"reason": _("Say why the plan is sent back.")})
    if len(said) > longest:
        raise ValidationError({"reason": _("Write at most %(count)s characters.") % {"count": longest}})
    return said
