"""Messages about messages of a case: that one has come, never what it says; one function a message."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grants.documents import to_the_second
from grants.enums import CaseMessageKind, Side
from grants.models import CaseMessage, CaseMessageFile
from grants.supplement_emails import applicant_side, presenters
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import Mail, compose
from sky_portal.messaging.services import queue_mail
from sky_portal.texts import pick


def message_came(message: CaseMessage) -> list[Message]:
    """Tells the other side that a message waits; an addition is acknowledged to its sender (SAL 12 §)."""
    if message.side == Side.OFFICIAL:
        told = [
            _send("message_for_applicant", message, to, language, page="grants:messages")
            for to, language in applicant_side(message.application)
        ]
        return [one for one in told if one is not None]
    told = [
        _send(
            "message_for_official",
            message,
            person,
            person.language,
            page="grants:case_messages",
            internal=True,
        )
        for person in presenters(message.application)
    ]
    if message.kind == CaseMessageKind.ADDITION:
        told.append(_received(message))
    return [one for one in told if one is not None]


def _received(message: CaseMessage) -> Message | None:
    """The receipt of an addition: that it came and when, and nothing of its merits."""
    language = message.application.language
    with override(language):
        arrived = to_the_second(message.sent_at)
    return _send(
        "addition_received", message, message.author, language, page="grants:messages", arrived=arrived
    )


def message_file_refused(file: CaseMessageFile) -> Message | None:
    """Says to who wrote that the virus scanner refused a file: nobody can open it."""
    message = file.message
    official = message.side == Side.OFFICIAL
    mail = _compose(
        "message_file_refused",
        message,
        message.author.language,
        page="grants:case_messages" if official else "grants:messages",
        file=file.document.name,
    )
    return queue_mail(
        mail,
        to=message.author,
        language=message.author.language,
        case=message.application.case,
        rule="grants.message_file_refused",
        thing=str(file.pk),
        internal=official,
    )


def answer_reminder(message: CaseMessage, due: datetime, language: str) -> Mail:
    """Reminds of an answer that the ministry has asked for by a day."""
    return _compose("answer_reminder", message, language, page="grants:messages")


def _compose(name: str, message: CaseMessage, language: str, *, page: str, **known: Any) -> Mail:
    application = message.application
    with override(language):
        path = reverse(page, args=[application.case_id])
    context = {
        "message": message,
        "number": application.case.number,
        "pilot": application.pilot.name,
        "call": application.call,
        "call_name": pick(application.call.name, language).text,
        "is_addition": message.kind == CaseMessageKind.ADDITION,
        "link": f"{settings.BASE_URL}{path}",
        **known,
    }
    return compose(f"grants/emails/{name}", context, language)


def _send(
    name: str,
    message: CaseMessage,
    to: Any,
    language: str,
    *,
    page: str,
    internal: bool = False,
    **known: Any,
) -> Message | None:
    return queue_mail(
        _compose(name, message, language, page=page, **known),
        to=to,
        language=language,
        case=message.application.case,
        rule=f"grants.{name}",
        thing=str(message.pk),
        internal=internal,
    )
