"""Handing one message to the mail server."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from sky_portal.documents.files import open_verified
from sky_portal.documents.models import Document
from sky_portal.messaging.models import Message

PERMANENT = 500


class Refused(Exception):
    """The mail server will not take this message, now or later."""


@contextmanager
def connected() -> Iterator[Any]:
    """An open connection to the mail server; raises OSError or SMTPException when there is none."""
    connection = get_connection()
    connection.open()
    try:
        yield connection
    finally:
        # A goodbye that fails changes nothing of what was said before.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def build(message: Message, connection: Any = None) -> EmailMultiAlternatives:
    """The e-mail of a message. Its Message-ID is the same at every attempt."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.address],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
        connection=connection,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for document in attached(message):
        with open_verified(document.path, document.sha256) as file:
            mail.attach(document.name, file.read(), document.content_type)
    return mail


def attached(message: Message) -> list[Document]:
    """The documents that go along."""
    return list(Document.objects.served().filter(pk__in=message.attachments)) if message.attachments else []


def deliver(message: Message, connection: Any) -> None:
    """Hands the message over.

    Raises Refused when the server says no for good, smtp.OutcomeUnknown when its answer never
    came, and any other exception when nothing was handed over and it may be tried again.
    """
    try:
        build(message, connection).send()
    except smtplib.SMTPException as error:
        if all(code >= PERMANENT for code in _codes(error)):
            raise Refused(str(error)) from error
        raise


def _codes(error: smtplib.SMTPException) -> list[int]:
    """The server's answers in an error; one that is none of its answers counts as temporary."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    return [getattr(error, "smtp_code", 0)]
