"""What has changed in a plan since a person last read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from grants.models import AllocationPlan, Application, PlanReading
from grants.rules import reads_sent, sees_plan
from grants.services.allocation.changes import Data, total_of
from sky_portal import clock


@dataclass(frozen=True)
class Moved:
    """One application's proposed grant at the last reading and now (cents; None without a row)."""

    application: Application
    before_cents: int | None
    after_cents: int | None
    reason: str


@dataclass(frozen=True)
class Since:
    """Changes since the reading; `read_at` None when the person has never read the plan.

    The totals are of the whole plan, rows closed to the person counted in.
    """

    read_at: datetime | None
    moved: list[Moved]
    total_before_cents: int
    total_after_cents: int


def changed_since(plan: AllocationPlan, person: Any) -> Since:
    """What has changed since the person read the plan, without applications that they may not read.

    What was changed and put back again has not changed. Nothing has for who has never read it.
    """
    total = total_of(plan)
    reading = PlanReading.objects.filter(plan=plan, person_id=person.pk).first()
    if reading is None:
        return Since(None, [], total, total)
    moved = _between(plan, reading.revision)
    read = Application.objects.filter(reads_sent.q(person), pk__in=moved).order_by("pk")
    applications = read.select_related("case", "current_submission").defer(
        "current_submission__content", "current_submission__search"
    )
    shown = [_moved(application, *moved[application.pk]) for application in applications]
    grown = sum(_grant(after) - _grant(before) for before, after in moved.values())
    return Since(reading.read_at, shown, total - grown, total)


def mark_read(plan: AllocationPlan, person: Any, *, revision: int | None = None) -> None:
    """Keeps that the person has read the plan, at the revision that the page showed; never backwards.

    Raises PermissionDenied for who does not see the plan.
    """
    plan = AllocationPlan.objects.get(pk=plan.pk)
    if not sees_plan.test(person, plan):
        raise PermissionDenied
    seen = plan.revision if revision is None else min(revision, plan.revision)
    now = clock.now()
    reading, new = PlanReading.objects.get_or_create(
        plan=plan, person=person, defaults={"revision": seen, "read_at": now}
    )
    if not new:
        own = PlanReading.objects.filter(pk=reading.pk, revision__lte=seen)
        own.update(revision=seen, read_at=now)


def _between(plan: AllocationPlan, revision: int) -> dict[int, tuple[Data | None, Data | None]]:
    """By application the row at the revision and the row now, where they say something else."""
    first: dict[int, Data | None] = {}
    last: dict[int, Data | None] = {}
    for change in plan.changes.filter(number__gt=revision).order_by("number"):
        for key, data in change.before.items():
            first.setdefault(int(key), data)
        last |= {int(key): data for key, data in change.after.items()}
    return {key: (first[key], last[key]) for key in last if _said(first[key]) != _said(last[key])}


def _said(data: Data | None) -> Any:
    return data and (data["grant"], data["lines"], data["reason"])


def _grant(data: Data | None) -> int:
    return data["grant"] if data else 0


def _moved(application: Application, before: Data | None, after: Data | None) -> Moved:
    return Moved(
        application=application,
        before_cents=before["grant"] if before else None,
        after_cents=after["grant"] if after else None,
        reason=after["reason"] if after else "",
    )
