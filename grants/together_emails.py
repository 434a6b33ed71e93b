"""Messages among those who write one application together; one function a message.

They belong to no case: whoever reads the application's messages later, an official among them,
reads nothing of how a draft was written. What a comment says stays in the portal.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from grants import parts
from grants.models import PartAssignment, PartComment
from sky_portal import clock
from sky_portal.accounts.models import User
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import compose
from sky_portal.messaging.services import queue_mail
from sky_portal.texts import pick

Address = Callable[[Any, str], str]


def part_given(assignment: PartAssignment, *, given_by: Any) -> Message | None:
    """Tells a person that a part has been put into their care."""
    return _send(
        "part_given",
        assignment,
        assignment.person,
        who=given_by,
        address=parts.address,
        thing=str(assignment.pk),
    )


def part_commented(comment: PartComment, to: User) -> Message | None:
    """Tells that somebody has commented on a part; None when this person was told within the hour."""
    hour = timezone.localtime(clock.now())
    return _send(
        "part_commented",
        comment,
        to,
        who=comment.author,
        address=parts.talk_address,
        thing=f"{comment.application_id} {comment.part}",
        due=f"{hour:%Y-%m-%dT%H%z}",
    )


def _send(
    name: str, about: Any, to: User, *, who: Any, address: Address, thing: str, due: str = ""
) -> Message | None:
    application, language = about.application, to.language
    with override(language):
        known = {
            "who": who,
            "part": parts.titles(application)[about.part],
            "pilot": application.pilot.name,
            "call": application.call,
            "call_name": pick(application.call.name, language).text,
            "link": f"{settings.BASE_URL}{address(application, about.part)}",
        }
    mail = compose(f"grants/emails/{name}", known, language)
    return queue_mail(
        mail,
        to=to,
        language=language,
        rule=f"grants.{name}",
        thing=thing,
        due=due,
    )
