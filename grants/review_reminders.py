"""Reminders of assessments that are to be done by a day: one a person, call and day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from grants import review_emails
from grants.enums import ReviewKind
from grants.models import Call, Review
from grants.rules import EXAMINED_STATES
from grants.services.own_reviews import end_of_day
from grants.workflows import UNDER_WAY
from sky_portal.accounts.models import User
from sky_portal.messaging.reminders import Reminder
from sky_portal.messaging.rendering import Mail

ASSESSMENTS_DUE = "grants.assessments_due"
# At nine in the morning three days before, and on the day itself, whose end is the due time.
MORNING = timedelta(hours=14, minutes=59)
BEFORE = (timedelta(days=3) + MORNING, MORNING)


@dataclass(frozen=True)
class Due:
    """What one person has to assess in one call by one day."""

    call: Call
    person: User
    due_on: date
    began: datetime
    count: int

    @property
    def pk(self) -> str:
        """What makes it one of its kind, as a row's key does."""
        return f"{self.call.pk} {self.person.pk} {self.due_on}"


def due_assessments(now: datetime) -> Iterable[Due]:
    """Assessments under way that have a day by which they are to be done."""
    found = Review.objects.filter(
        kind=ReviewKind.INDIVIDUAL,
        state__in=UNDER_WAY,
        due_on__isnull=False,
        application__state__in=EXAMINED_STATES,
    )
    found = found.select_related("application__call__case", "assessor")
    ordered = found.order_by("application__call_id", "assessor_id", "due_on", "assigned_at")
    for _key, group in groupby(ordered, lambda one: (one.application.call_id, one.assessor_id, one.due_on)):
        reviews = list(group)
        first = reviews[0]
        assert first.due_on is not None
        yield Due(first.application.call, first.assessor, first.due_on, first.assigned_at, len(reviews))


def due_at(due: Due) -> datetime:
    """The last minute of the day."""
    return end_of_day(due.due_on)


def _compose(due: Due, at: datetime, language: str) -> Mail:
    return review_emails.assessments_due(due.call, due.due_on, language, count=due.count)


ASSESSMENTS = Reminder(
    ASSESSMENTS_DUE,
    things=lambda now: list(due_assessments(now)),
    due=due_at,
    before=BEFORE,
    since=lambda due: due.began,
    recipients=lambda due: [due.person],
    compose=_compose,
    # In no case: a call's case is everybody's to read.
    case=lambda due: None,
)
