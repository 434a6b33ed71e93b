"""Files that go along with an application."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.rules import sees_attachment
from sky_portal import clock


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments of a working copy, or of what was sent."""

    def visible_to(self, user: Any) -> "AttachmentQuerySet":
        """Those of one's own applications; officials see what went along with a submission."""
        return self.filter(sees_attachment.q(user))

    def current(self) -> "AttachmentQuerySet":
        """Those of the working copy: not taken away."""
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """A file in the working copy; what has gone along with a submission stays in that for good.

    The mark of secrecy is the applicant's wish and may change until sending (JulkL 24 §).
    """

    application = models.ForeignKey(
        "grants.Application", on_delete=models.PROTECT, related_name="attachments"
    )
    # What the call asks for; none for a file that the applicant adds of its own.
    asked = models.ForeignKey(
        "grants.AttachmentAsked", on_delete=models.PROTECT, null=True, blank=True, related_name="given"
    )
    document = models.OneToOneField("documents.Document", on_delete=models.PROTECT, related_name="attachment")
    secret = models.BooleanField(_("secret"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("asked__place", "added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="removed_attachment_has_its_remover",
            ),
        )

    def __str__(self) -> str:
        return str(self.document)


class SentAttachment(models.Model):
    """An attachment went along with a submission: from then on officials may read the file."""

    submission = models.ForeignKey(
        "grants.Submission", on_delete=models.PROTECT, related_name="sent_attachments"
    )
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="sent_with")

    class Meta:
        verbose_name = _("sent attachment")
        verbose_name_plural = _("sent attachments")
        ordering = ("submission_id", "pk")
        constraints = (
            models.UniqueConstraint(fields=("submission", "attachment"), name="attachment_sent_once"),
        )

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.attachment_id}"
