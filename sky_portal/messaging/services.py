"""The verbs of the outbox: queue, send again, mark as read; and the states of a sending."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.jobs.models import Job
from sky_portal.jobs.services import enqueue
from sky_portal.messaging.models import Message, MessageState

SEND = "messaging.send"
SUBJECT_LENGTH = 200


class NotRepeatable(Exception):
    """Only a message that failed, or whose outcome is unknown, is sent again."""


def queue(
    *,
    to: Any,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    case: Any = None,
    attachments: Iterable[Any] = (),
    rule: str = "",
    thing: str = "",
    due: str = "",
    confidential: bool = False,
    internal: bool = False,
) -> Message | None:
    """Writes a message into the outbox within the caller's transaction; a job sends it.

    `to` is a User, who sees it in the portal as well, or an address. `attachments` are
    documents or their uuids. `confidential` (it holds a password link): shown nowhere;
    `internal` (between officials): not shown to the applicant's side of the case.
    Returns None when the message of this (rule, thing, due, address) exists already.
    Raises ValidationError for what is not an address.
    """
    message = Message(
        recipient=to if hasattr(to, "email") else None,
        address=address_of(to),
        language=language,
        subject=one_line(subject),
        text=text,
        html=html,
        case=case,
        attachments=[str(getattr(document, "pk", document)) for document in attachments],
        rule=rule,
        thing=str(thing),
        due=str(due),
        confidential=confidential,
        internal=internal,
    )
    if not insert_once(message):
        return None
    enqueue(SEND, key=str(message.pk), case=case, message=message.pk)
    return message


def queue_mail(mail: Any, **fields: Any) -> Message | None:
    """Queues what `rendering.compose` has composed; `fields` as of `queue`."""
    return queue(subject=mail.subject, text=mail.text, html=mail.html, **fields)


def address_of(to: Any) -> str:
    """The address of a user or an address as it is compared: lower case, checked.

    Raises ValidationError for what is not one; a line break in it is none.
    """
    address = str(getattr(to, "email", to)).strip().lower()
    validate_email(address)
    return address


def one_line(subject: str) -> str:
    """A subject without line breaks or control characters, 200 characters at most."""
    plain = re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", subject)
    return re.sub(r"\s+", " ", plain).strip()[:SUBJECT_LENGTH]


def insert_once(message: Message) -> bool:
    """Saves a new message; False when its (rule, thing, due, address) exists."""
    once = {"rule": message.rule, "thing": message.thing, "due": message.due, "address": message.address}
    # Asked first: an insert that fails is expensive, and sweeps ask for the same every hour.
    if message.rule and Message.objects.filter(**once).exists():
        return False
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if message.rule and Message.objects.filter(**once).exists():
            return False
        raise
    return True


def begin_sending(message: Message) -> bool:
    """Marks the message as being sent; False when it is not waiting any more."""
    waiting = (MessageState.QUEUED, MessageState.FAILED)
    return bool(_move(message, waiting, state=MessageState.SENDING, error=""))


def wait_again(message: Message, error: str) -> None:
    """Nothing was handed over: the message waits for the next attempt."""
    _move(message, (MessageState.SENDING,), state=MessageState.QUEUED, error=error)


def settle(message: Message, state: MessageState, error: str = "") -> None:
    """Writes the outcome of a sending."""
    sent_at = clock.now() if state in {MessageState.SENT} else None
    _move(message, (MessageState.SENDING,), state=state, error=error, sent_at=sent_at)


def give_up(job: Job, error: str) -> None:
    """The job of a sending was given up: not sent, or unknown if a worker died in the middle."""
    message = Message(pk=job.arguments["message"])
    _move(message, (MessageState.SENDING,), state=MessageState.UNKNOWN, error=error)
    _move(message, (MessageState.QUEUED,), state=MessageState.FAILED, error=error)


def send_again(message: Message, *, actor: Any) -> Job:
    """Repeats a sending that failed or whose outcome is unknown: a person's decision, on record.

    The mail keeps its Message-ID, so a reader who got it twice may still see one.
    Raises NotRepeatable for any other message.
    """
    with locks.act():
        ended = (MessageState.FAILED, MessageState.UNKNOWN)
        if not _move(message, ended, state=MessageState.QUEUED, error=""):
            raise NotRepeatable(_("This message cannot be sent again."))
        if message.case:
            audit.record(message.case, verb="send_again", thing=message, actor=actor, at=clock.act())
        attempt = Job.objects.filter(kind=SEND, key__startswith=str(message.pk)).count()
        return enqueue(SEND, key=f"{message.pk} {attempt}", case=message.case, message=message.pk)


def mark_read(message: Message, *, actor: Any) -> None:
    """Marks one of the actor's own messages as read; again changes nothing."""
    Message.objects.unread(actor).filter(pk=message.pk).update(read_at=clock.now())


def mark_all_read(*, actor: Any) -> int:
    """Marks all of the actor's messages as read; how many that were."""
    return Message.objects.unread(actor).update(read_at=clock.now())


def _move(message: Message, sources: tuple[MessageState, ...], **changes: Any) -> int:
    return Message.objects.filter(pk=message.pk, state__in=sources).update(**changes)
