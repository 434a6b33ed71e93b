"""The outbox: every message the portal sends is a row first."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sky_portal import clock


class MessageState(models.TextChoices):
    """How far a message has come. UNKNOWN: handed to the mail server, outcome not known."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Outcome unknown")
    FAILED = "failed", _("Not sent")
    SUPERSEDED = "superseded", _("Superseded")


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
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.QUEUED)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    # What makes a message happen once: (rule, thing, due, recipient). Empty rule: no such promise.
    rule = models.CharField(max_length=80, blank=True)
    thing = models.CharField(max_length=80, blank=True)
    due = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "thing", "due", "address"),
                condition=~Q(rule=""),
                name="message_once_a_due_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"
