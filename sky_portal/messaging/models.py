"""The outbox: every message the portal sends is a row first."""

import uuid
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sky_portal import clock
from sky_portal.accounts.rules import is_official
from sky_portal.cases.access import may_read
from sky_portal.prepared import Counted


class MessageState(models.TextChoices):
    """How far a message has come. UNKNOWN: handed to the mail server, outcome not known."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    UNKNOWN = "unknown", _("Outcome unknown")
    FAILED = "failed", _("Not sent")
    SUPERSEDED = "superseded", _("Superseded")


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by who may read them."""

    def visible_to(self, user: Any) -> "MessageQuerySet":
        """One's own notices: what was addressed to the person and has no secret in it."""
        if not user.is_authenticated:
            return self.none()
        return self.of_person(user.pk)

    def of_person(self, key: int) -> "MessageQuerySet":
        """The notices of the person with this key."""
        return self.filter(recipient_id=key, confidential=False).exclude(state=MessageState.SUPERSEDED)

    def unread(self, user: Any) -> "MessageQuerySet":
        """One's own notices not yet marked as read."""
        return self.visible_to(user).filter(read_at=None)

    def of(self, case: Any) -> "MessageQuerySet":
        """What was sent in a case, the newest first; secrets never show."""
        return self.filter(case=case, confidential=False).select_related("recipient")

    def readable_by(self, user: Any) -> "MessageQuerySet":
        """Of a case's messages those for this reader: what officials tell each other stays theirs."""
        if is_official.test(user, None):
            return self
        own = Q(recipient=user) if user.is_authenticated else Q(pk=None)
        return self.filter(Q(internal=False) | own)


class Message(models.Model):
    """An e-mail, and for a known recipient the same as a notice in the portal."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="messages")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages"
    )
    address = models.EmailField()
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    # Ids of documents that go along as attachments.
    attachments = models.JSONField(default=list, blank=True)
    # A message with a secret in it (a password link): never shown outside the demo's outbox.
    confidential = models.BooleanField(default=False)
    # Between officials: who reads the case for the applicant does not see it.
    internal = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.QUEUED)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    # What makes a message happen once: (rule, thing, due, recipient). Empty rule: no such promise.
    rule = models.CharField(max_length=80, blank=True)
    thing = models.CharField(max_length=80, blank=True)
    due = models.CharField(max_length=40, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-created_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "thing", "due", "address"),
                condition=~Q(rule=""),
                name="message_once_a_due_date",
            ),
        )

        indexes = (
            models.Index(fields=("recipient",), condition=Q(read_at=None), name="message_unread"),
            models.Index(fields=("-created_at",), name="message_newest"),
        )

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"

    @property
    def tone(self) -> str:
        """The tone of the state's tag."""
        tones = {MessageState.SENT: "ok", MessageState.UNKNOWN: "wait", MessageState.FAILED: "no"}
        return tones.get(MessageState(self.state), "plain")

    @property
    def is_sent(self) -> bool:
        """The mail server has taken it."""
        return self.state in {MessageState.SENT}

    @property
    def is_unknown(self) -> bool:
        """Handed over, but nobody knows whether it was taken."""
        return self.state in {MessageState.UNKNOWN}

    @property
    def can_be_sent_again(self) -> bool:
        """Its sending has ended without a certain success: a person may decide to repeat it."""
        return self.state in {MessageState.UNKNOWN, MessageState.FAILED}

    @property
    def message_id(self) -> str:
        """The mail's Message-ID: the same at every attempt, so that a reader sees one mail."""
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        return f"<{self.uuid}@{sender.rpartition('@')[2]}>"

    def is_visible_to(self, user: Any) -> bool:
        """Its recipient, and whoever may read its case and is not shut out as an outsider."""
        if self.confidential:
            return False
        if self.recipient_id == user.pk:
            return True
        return may_read(user, self.case) and (not self.internal or is_official.test(user, None))


# Every page of a signed-in person asks it.
_UNREAD = Counted(lambda user: Message.objects.of_person(user).filter(read_at=None), user=-1)


def count_unread(user: Any) -> int:
    """How many notices of one's own are not marked as read."""
    return _UNREAD(user=user.pk) if user.is_authenticated else 0
