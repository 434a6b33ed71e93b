"""What the grants remind of."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import override

from grants import emails
from grants.enums import ApplicationState, CallState
from grants.models import Application
from grants.review_reminders import ASSESSMENTS
from grants.rules import is_withdrawn
from grants.services.application import people
from grants.services.call.extension import DRAFT_OPEN, INVITATION_OPEN
from grants.supplement_reminders import ANSWERS, SUPPLEMENTS
from pilots.enums import MemberState
from pilots.models import Member
from pilots.rules import WRITERS
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.accounts.services.registry_link import make_link
from sky_portal.messaging.reminders import Reminder, register
from sky_portal.messaging.rendering import Mail


def open_drafts(now: datetime) -> Iterable[Application]:
    """Drafts of calls that are open now: a saved draft is not an application (KHO:2021:110)."""
    return (
        Application.objects.filter(_open("call", now), state=ApplicationState.DRAFT)
        .annotate(extended_at=Max("call__extensions__made_at"))
        .select_related("call", "case", "pilot", "applicant")
        .order_by("pk")
    )


def lead_times(application: Application) -> list[timedelta]:
    """How long before closing the call wants drafts to be reminded of."""
    return [timedelta(hours=hours) for hours in application.call.reminder_hours]


def writers(application: Application) -> list[User]:
    """Who can still do something about it."""
    return people(application, *WRITERS)


def open_invitations(now: datetime) -> Iterable[Member]:
    """Invitations that nobody has answered, to pilots that apply in a call that is open now."""
    return (
        Member.objects.filter(_open("pilot__application__call", now), state=MemberState.INVITED)
        # What was withdrawn or given up waits for nobody's answer.
        .exclude(pilot__application__in=Application.objects.filter(is_withdrawn.q(None)).order_by())
        .annotate(extended_at=Max("pilot__application__call__extensions__made_at"))
        .select_related("organisation", "pilot__application__call", "pilot__case", "pilot__coordinator")
        .order_by("pk")
    )


def invitation_lead_times(member: Member) -> list[timedelta]:
    """How long before closing the call wants unanswered invitations to be reminded of."""
    hours = member.pilot.application.call.invitation_reminder_hours  # type: ignore[attr-defined]
    return [timedelta(hours=ahead) for ahead in hours]


def answerers(member: Member) -> list[Any]:
    """Who can answer: the member's signatories, else its registry names one."""
    organisation = member.organisation
    if found := list(_signatories(member)):
        return found
    return [(organisation.registry_email, organisation.language)] if organisation.registry_email else []


def compose_invitation(member: Member, due: datetime, language: str) -> Mail:
    """To the registry with a link of its own, by which it names who signs."""
    with override(language):
        path = reverse("pilots:answer", args=[member.pk])
    if _signatories(member).exists():
        return emails.invitation_reminder(member, due, language, path=path)
    _link, token = make_link(member.organisation, continue_to=path)
    with override(language):
        path = reverse("accounts:registry_link", args=[token])
    return emails.invitation_reminder(member, due, language, path=path, to_registry=True)


def _open(call: str, now: datetime) -> Q:
    states = {f"{call}__state": CallState.PUBLISHED}
    return Q(**states, **{f"{call}__opens_at__lte": now, f"{call}__closes_at__gte": now})


def _since(began: datetime, thing: Any) -> datetime:
    # Who has just been told of an extension is not told of the weeks that were before it.
    return max(began, thing.extended_at or began)


def _signatories(member: Member) -> Any:
    return User.objects.holding(Role.SIGNATORY, organisation=member.organisation_id)


register(
    Reminder(
        DRAFT_OPEN,
        things=open_drafts,
        due=lambda application: application.call.closes_at,
        before=lead_times,
        since=lambda application: _since(application.started_at, application),
        recipients=writers,
        compose=emails.draft_reminder,
    )
)
register(
    Reminder(
        INVITATION_OPEN,
        things=open_invitations,
        due=lambda member: member.pilot.application.call.closes_at,
        before=invitation_lead_times,
        since=lambda member: _since(member.invited_at, member),
        recipients=answerers,
        compose=compose_invitation,
    )
)
register(ASSESSMENTS)
register(SUPPLEMENTS)
register(ANSWERS)
