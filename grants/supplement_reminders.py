"""Reminders of supplements and of answers that the applicant has been asked for by a day."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from grants import correspondence_emails, supplement_emails
from grants.enums import SupplementState
from grants.models import Application, CaseMessage, SupplementRequest
from grants.services.correspondence import awaited
from grants.supplement_emails import applicant_side
from sky_portal.messaging.reminders import Reminder

SUPPLEMENT_DUE, ANSWER_DUE = "grants.supplement_due", "grants.answer_due"
BEFORE = (timedelta(days=7), timedelta(days=2), timedelta(days=1))
ANSWER_BEFORE = (timedelta(days=2), timedelta(days=1))
RELATED = ("application__case", "application__call", "application__pilot", "application__current_submission")


def open_requests(now: datetime) -> Iterable[SupplementRequest]:
    """Requests that wait for an answer and whose time has not run out."""
    found = SupplementRequest.objects.filter(state=SupplementState.OPEN, due_at__gte=now)
    return found.select_related(*RELATED).prefetch_related("opened").order_by("pk")


def awaited_answers(now: datetime) -> Iterable[CaseMessage]:
    """Officials' messages to which the applicant has not answered and whose time has not run out."""
    return awaited().filter(due_at__gte=now).select_related(*RELATED).order_by("pk")


def answerers(application: Application) -> list[Any]:
    """Users, reminded in their own language, and the contact person's address with that of the case."""
    return [to if hasattr(to, "email") else (to, language) for to, language in applicant_side(application)]


SUPPLEMENTS = Reminder(
    SUPPLEMENT_DUE,
    things=open_requests,
    due=lambda request: request.due_at,
    before=BEFORE,
    since=lambda request: request.extended_at or request.asked_at,
    recipients=lambda request: answerers(request.application),
    compose=supplement_emails.supplement_reminder,
)
ANSWERS = Reminder(
    ANSWER_DUE,
    things=awaited_answers,
    due=lambda message: message.due_at,
    before=ANSWER_BEFORE,
    since=lambda message: message.sent_at,
    recipients=lambda message: answerers(message.application),
    compose=correspondence_emails.answer_reminder,
    case=lambda message: message.application.case,
)
