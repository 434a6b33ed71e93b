"""How plans stand beside each other, without reading their rows one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import ngettext

from grants.models import AllocationPlan, PlanChange, PlanRow
from sky_portal.ui import formats


@dataclass(frozen=True)
class Standing:
    """What a plan comes to: the sum of all of it, and how many pilots and regions this person sees in it."""

    total_cents: int = 0
    pilots: int = 0
    regions: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""


def standings(plans: Sequence[AllocationPlan], user: Any) -> dict[int, Standing]:
    """By the plan's key, in three queries however many plans there are."""
    keys = [plan.pk for plan in plans]
    rows = PlanRow.objects.filter(plan_id__in=keys).order_by()
    sums = dict(rows.values_list("plan_id").annotate(Sum("grant_cents")))
    funded = rows.visible_to(user).filter(grant_cents__gt=0)
    region = Count("application__region_code", distinct=True, filter=~Q(application__region_code=""))
    grouped = funded.values("plan_id").annotate(pilots=Count("pk"), regions=region)
    counted = {one["plan_id"]: (one["pilots"], one["regions"]) for one in grouped}
    changed = last_changes(keys)
    return {
        key: Standing(sums.get(key, 0), *counted.get(key, (0, 0)), *changed.get(key, (None, "")))
        for key in keys
    }


def last_changes(keys: Sequence[int]) -> dict[int, tuple[datetime, str]]:
    """When each plan was last changed, and by whom."""
    last = PlanChange.objects.filter(plan_id__in=keys).order_by().values("plan_id")
    numbers = last.annotate(last=Max("number")).values_list("plan_id", "last")
    wanted = Q(pk__in=())
    for plan, number in numbers:
        wanted |= Q(plan_id=plan, number=number)
    found = PlanChange.objects.filter(wanted).select_related("made_by").order_by("plan_id")
    return {change.plan_id: (change.made_at, str(change.made_by)) for change in found}


def change_in_words(pilots: int, regions: int) -> str:
    """ "−3 pilots, +2 regions"."""
    parts = [
        _signed(pilots, ngettext("%(count)s pilot", "%(count)s pilots", abs(pilots))),
        _signed(regions, ngettext("%(count)s region", "%(count)s regions", abs(regions))),
    ]
    return ", ".join(parts)


def _signed(change: int, words: str) -> str:
    sign = "+" if change > 0 else formats.MINUS if change < 0 else "±"
    return sign + words % {"count": abs(change)}
