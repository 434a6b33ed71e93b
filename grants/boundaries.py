"""The moments at which public pages change by themselves."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min, Q

from grants.enums import NewsState
from grants.models import Call, NewsItem
from grants.rules import call_is_public

# A call is open at its closing time itself: it has closed just after.
JUST_AFTER = timedelta.resolution


def next_boundaries(now: datetime) -> Iterator[datetime | None]:
    """When the next call opens, one has closed, a stage begins, news comes out; None where none does."""
    ahead = Call.objects.filter(call_is_public.q(None)).aggregate(
        opens=Min("opens_at", filter=Q(opens_at__gt=now)),
        closes=Min("closes_at", filter=Q(closes_at__gte=now)),
        stage=Min("milestones__at", filter=Q(milestones__at__gt=now)),
    )
    closes = ahead.pop("closes")
    yield from ahead.values()
    yield closes and closes + JUST_AFTER
    coming = NewsItem.objects.filter(state__in=(NewsState.PUBLISHED,), published_at__gt=now)
    yield coming.aggregate(out=Min("published_at"))["out"]
