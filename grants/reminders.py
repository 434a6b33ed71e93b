"""What the grants remind of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from grants import emails
from grants.enums import ApplicationState, CallState
from grants.models import Application
from grants.services.application import people
from pilots.rules import WRITERS
from sky_portal.accounts.models import User
from sky_portal.messaging.reminders import Reminder, register


def open_drafts(now: datetime) -> Iterable[Application]:
    """Drafts of calls that are open now: a saved draft is not an application (KHO:2021:110)."""
    return (
        Application.objects.filter(
            state=ApplicationState.DRAFT,
            call__state=CallState.PUBLISHED,
            call__opens_at__lte=now,
            call__closes_at__gte=now,
        )
        .select_related("call", "case", "pilot", "applicant")
        .order_by("pk")
    )


def lead_times(application: Application) -> list[timedelta]:
    """How long before closing the call wants drafts to be reminded of."""
    return [timedelta(hours=hours) for hours in application.call.reminder_hours]


def writers(application: Application) -> list[User]:
    """Who can still do something about it."""
    return people(application, *WRITERS)


register(
    Reminder(
        "grants.draft_open",
        things=open_drafts,
        due=lambda application: application.call.closes_at,
        before=lead_times,
        since=lambda application: application.started_at,
        recipients=writers,
        compose=emails.draft_reminder,
    )
)
