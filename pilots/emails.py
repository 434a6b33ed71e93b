"""One function a message; subject, text and HTML are templates beside each other."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from pilots.models import Member
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import User
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import compose
from sky_portal.messaging.services import queue


def invited(member: Member, *, asked_by: Any) -> list[Message]:
    """Asks the member's signatories to answer; its registry when nobody signs for it yet.

    One message for each time of asking: who is asked again after a no hears of it again.
    """
    organisation = member.organisation
    signatories = User.objects.holding(Role.SIGNATORY, organisation=organisation.pk)
    recipients: list[Any] = list(signatories) or [organisation.registry_email]
    queued = [_invite(member, to, asked_by) for to in recipients if to]
    return [message for message in queued if message is not None]


def _invite(member: Member, to: Any, asked_by: Any) -> Message | None:
    language = getattr(to, "language", member.organisation.language)
    with override(language):
        path = reverse("pilots:members", args=[member.pilot.case_id])
    context = {
        "organisation": member.organisation,
        "pilot": member.pilot,
        "asked_by": asked_by,
        "signs": isinstance(to, User),
        "link": f"{settings.BASE_URL}{path}",
    }
    mail = compose("pilots/emails/invited", context, language)
    return queue(
        to=to,
        language=language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        case=member.pilot.case,
        rule="pilots.invited",
        thing=str(member.pk),
        due=member.invited_at.isoformat(),
    )
