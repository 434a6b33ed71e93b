"""The commitment ledger: what is left is the appropriations in force minus the sum of the entries.

Read for an act and written under the call's lock alone; a page shows what it was a moment ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum

from grants.enums import CommitmentKind, PlanState
from grants.models import AllocationPlan, Appropriation, Call, Commitment
from grants.services.allocation.errors import AppropriationExceeded
from sky_portal import clock, locks

# Reservations that are about to become, or to be given up for, something else.
RESERVATIONS = (CommitmentKind.RESERVE, CommitmentKind.RELEASE)


@dataclass(frozen=True)
class Money:
    """A call's money in cents; `left` is appropriation − committed."""

    appropriation: int
    committed: int

    @property
    def left(self) -> int:
        """What is neither reserved nor committed."""
        return self.appropriation - self.committed


def money(call: Call) -> Money:
    """The call's money now: appropriations in force today, and the sum of the ledger. Two queries."""
    entries = Commitment.objects.filter(call_id=call.pk).aggregate(all=Sum("amount_cents", default=0))
    return Money(_appropriation(call.pk), entries["all"])


def room(plan: AllocationPlan) -> Money:
    """What the plan may hold at most is `.left`: nothing that another *presented* plan reserves counts.

    Of all scenarios only one is ever presented, so that they do not take money from each other.
    """
    own = Q(plan_id=plan.pk) | Q(plan__state=PlanState.PRESENTED, kind__in=RESERVATIONS)
    entries = Commitment.objects.filter(call_id=plan.call_id).aggregate(
        all=Sum("amount_cents", default=0), own=Sum("amount_cents", filter=own, default=0)
    )
    return Money(_appropriation(plan.call_id), entries["all"] - entries["own"])


def reserve(
    call: Call, *, amounts: Mapping[int, int], plan: AllocationPlan | None = None, actor: Any, at: datetime
) -> Money:
    """Reserves sums (application: cents) under the call's lock, all or nothing; the money afterwards.

    Noughts are left out. Raises AppropriationExceeded, LockOrderError outside of an act.
    """
    locks.lock(Call, pk=call.pk)
    before, wanted = money(call), sum(amounts.values())
    if wanted > before.left:
        raise AppropriationExceeded(left_cents=before.left, wanted_cents=wanted)
    made = {"plan": plan, "made_by": actor, "made_at": at}
    _enter(call, CommitmentKind.RESERVE, amounts, **made)
    return Money(before.appropriation, before.committed + wanted)


def release(plan: AllocationPlan, *, actor: Any, at: datetime) -> int:
    """Releases what the plan has reserved and not given back yet; how many cents that is."""
    call = locks.lock(Call, pk=plan.call_id)
    standing = reserved_by(plan)
    made = {"plan": plan, "made_by": actor, "made_at": at}
    _enter(call, CommitmentKind.RELEASE, {key: -cents for key, cents in standing.items()}, **made)
    return sum(standing.values())


def reserved_by(plan: AllocationPlan) -> dict[int, int]:
    """The plan's reservations that stand, by application (cents)."""
    entries = Commitment.objects.filter(plan_id=plan.pk, kind__in=RESERVATIONS).order_by("application_id")
    summed = entries.values("application_id").annotate(cents=Sum("amount_cents"))
    return {entry["application_id"]: entry["cents"] for entry in summed if entry["cents"]}


def _appropriation(call_id: int) -> int:
    """Money that comes into force later is not there yet."""
    in_force = Appropriation.objects.filter(call_id=call_id, dated__lte=clock.today())
    return in_force.aggregate(all=Sum("amount_cents", default=0))["all"]


def _enter(call: Call, kind: CommitmentKind, amounts: Mapping[int, int], **made: Any) -> None:
    entries = [
        Commitment(call=call, kind=kind, application_id=application, amount_cents=cents, **made)
        for application, cents in sorted(amounts.items())
        if cents
    ]
    Commitment.objects.bulk_create(entries)
