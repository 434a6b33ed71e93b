"""Counts and sums of what the worklist shows, in one question on narrow columns."""

from django.db.models import Count, Q, Sum

from grants.models.application import ApplicationQuerySet
from grants.rules import is_withdrawn


def sums_of(found: ApplicationQuerySet) -> dict[str, int]:
    """How many stand, their members and what they ask for in cents; the withdrawn only counted apart."""
    out = is_withdrawn.q(None)
    standing: Q = ~out
    return found.order_by().aggregate(
        count=Count("pk", filter=standing),
        withdrawn=Count("pk", filter=out),
        members=Sum("current_submission__member_count", filter=standing, default=0),
        total=Sum("current_submission__total_cents", filter=standing, default=0),
        grant=Sum("current_submission__grant_cents", filter=standing, default=0),
    )
