"""What one person has to assess."""

from datetime import date, datetime
from typing import Any

from grants.models import Application, Review
from grants.rules import COUNTING_REVIEW, EXAMINED_STATES, reads_sent
from grants.workflows import UNDER_WAY
from sky_portal import clock


def own_reviews(user: Any) -> Any:
    """The person's assessments that have not ended, of applications they may read of."""
    readable = Application.objects.filter(reads_sent.q(user)).order_by()
    own = Review.objects.filter(COUNTING_REVIEW, assessor_id=user.pk)
    return own.filter(application__in=readable.values("pk"))


def own_under_way(user: Any) -> Any:
    """Those of them that are still to be done."""
    return own_reviews(user).filter(state__in=UNDER_WAY, application__state__in=EXAMINED_STATES).order_by()


def end_of_day(day: date) -> datetime:
    """The last minute of a day by which something is to be done."""
    return clock.helsinki(day.year, day.month, day.day, 23, 59)
