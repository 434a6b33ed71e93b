"""Messages between the applicant and the officials: part of the record of the case."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.enums import CaseMessageKind, Side
from grants.rules import reads_correspondence
from sky_portal import clock
from sky_portal.audit.append_only import append_only

LONGEST_MESSAGE = 8000


class CaseMessageQuerySet(models.QuerySet["CaseMessage"]):
    """Messages as a user may see them."""

    def visible_to(self, user: Any) -> "CaseMessageQuerySet":
        """Those of applications that one reads."""
        return self.filter(reads_correspondence.q(user))


@append_only
class CaseMessage(models.Model):
    """One message, as it was sent; public on arrival as the application itself (JulkL 7 §)."""

    application = models.ForeignKey(
        "grants.Application", on_delete=models.PROTECT, related_name="correspondence"
    )
    kind = models.CharField(max_length=10, choices=CaseMessageKind, default=CaseMessageKind.MESSAGE)
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField(_("message"), max_length=LONGEST_MESSAGE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    # By when an answer is asked for.
    due_at = models.DateTimeField(_("answer asked by"), null=True, blank=True)
    replies_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    # The form's own mark: a double click sends it once.
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CaseMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a case")
        verbose_name_plural = _("messages of a case")
        ordering = ("application_id", "sent_at", "pk")

    def __str__(self) -> str:
        return f"{self.application_id}: {self.text[:40]}"


class CaseMessageFile(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(CaseMessage, on_delete=models.PROTECT, related_name="files")
    document = models.OneToOneField(
        "documents.Document", on_delete=models.PROTECT, related_name="message_file"
    )

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ("message_id", "pk")

    def __str__(self) -> str:
        return str(self.document)
