"""One function a message; subject, text and HTML are templates beside each other."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from pilots.links import occasion_of
from pilots.models import Member
from pilots.rules import WRITERS
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import compose
from sky_portal.messaging.services import queue_mail


def answer_path(member: Member, language: str) -> str:
    """The page on which the member's signatory answers."""
    with override(language):
        return reverse("pilots:answer", args=[member.pk])


def invited(member: Member, signatories: Iterable[User], *, asked_by: Any, again: bool) -> list[Message]:
    """Asks the member's signatories to answer."""
    context = {**_asking(member, asked_by), "again": again}
    queued = [
        _send(
            "invited",
            member,
            user,
            due=_time_of_asking(member, again),
            link=answer_path(member, user.language),
            **context,
        )
        for user in signatories
    ]
    return [message for message in queued if message is not None]


def registry_asked(member: Member, token: str, *, asked_by: Any, again: bool) -> list[Message]:
    """Asks the registry who signs for the member: nobody does in the portal yet."""
    organisation = member.organisation
    with override(organisation.language):
        link = reverse("accounts:registry_link", args=[token])
    message = _send(
        "registry_asked",
        member,
        organisation.registry_email,
        due=_time_of_asking(member, again),
        link=link,
        again=again,
        # The link opens a door to whoever holds it: nobody reads it in the outbox.
        confidential=True,
        **_asking(member, asked_by),
    )
    return [message] if message else []


def answered(member: Member, *, confirmed: bool) -> list[Message]:
    """Tells the coordinator's people what the member answered, and who answered."""
    return _tell_coordinator("answered", member, confirmed=confirmed)


def left(member: Member) -> list[Message]:
    """Tells the coordinator's people that a member has left after its yes."""
    return _tell_coordinator("left", member)


def removed(member: Member) -> list[Message]:
    """Tells the member's signatories, else its registry, that it is in the pilot no more."""
    organisation = member.organisation
    signatories = User.objects.holding(Role.SIGNATORY, organisation=organisation.pk)
    recipients: list[Any] = list(signatories) or [organisation.registry_email]
    due = f"removed {member.pilot.membership_version}"
    queued = [_send("removed", member, to, due=due, link="") for to in recipients if to]
    return [message for message in queued if message is not None]


def _tell_coordinator(name: str, member: Member, **context: Any) -> list[Message]:
    assert member.answered_at is not None
    due = member.answered_at.isoformat()
    people = User.objects.holding(*WRITERS, organisation=member.pilot.coordinator_id)
    queued = [
        _send(
            name,
            member,
            user,
            due=due,
            link=_members_path(member, user),
            **context,
        )
        for user in people
    ]
    return [message for message in queued if message is not None]


def _members_path(member: Member, user: User) -> str:
    with override(user.language):
        return reverse("pilots:members", args=[member.pilot.case_id])


def _asking(member: Member, asked_by: Any) -> dict[str, Any]:
    return {"asked_by": asked_by, "occasion": occasion_of(member.pilot)}


def _time_of_asking(member: Member, again: bool) -> str:
    at = member.reminded_at if again else member.invited_at
    assert at is not None
    return at.isoformat()


def _send(
    name: str,
    member: Member,
    to: Any,
    *,
    due: str,
    link: str,
    confidential: bool = False,
    **context: Any,
) -> Message | None:
    organisation = member.organisation
    language = to.language if isinstance(to, User) else organisation.language
    known = {"member": member, "organisation": organisation, "pilot": member.pilot, **context}
    mail = compose(f"pilots/emails/{name}", {**known, "link": f"{settings.BASE_URL}{link}"}, language)
    return queue_mail(
        mail,
        to=to,
        language=language,
        case=member.pilot.case,
        rule=f"pilots.{name}",
        thing=str(member.pk),
        due=due,
        confidential=confidential,
    )
