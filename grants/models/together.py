"""Writing one application together: who takes care of which part, and what is said about it.

Officials never read any of this: it is the applicant's own work on a draft (JulkL 7 §).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.rules import reads_writing
from sky_portal import clock

# The key of a section of questions, or of one of the application's own parts (grants.parts).
PART_LENGTH = 60


class TogetherQuerySet(models.QuerySet[Any]):
    """Rows of applications that one's own side writes."""

    def visible_to(self, user: Any) -> "TogetherQuerySet":
        """Those of one's own organisations and pilots; nobody else's, whatever has been sent."""
        return self.filter(reads_writing.q(user))


class PartAssignment(models.Model):
    """A named person takes care of a part: they may write it, whichever member they come from."""

    application = models.ForeignKey(
        "grants.Application", on_delete=models.CASCADE, related_name="assignments"
    )
    part = models.CharField(max_length=PART_LENGTH)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now)

    objects = TogetherQuerySet.as_manager()

    class Meta:
        verbose_name = _("division of work")
        verbose_name_plural = _("division of work")
        ordering = ("application_id", "part", "assigned_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("application", "part", "person"), name="part_assigned_once"),
        )

    def __str__(self) -> str:
        return f"{self.part}: {self.person}"


class PartComment(models.Model):
    """What somebody of the applicant's side says about a part to the others."""

    application = models.ForeignKey("grants.Application", on_delete=models.CASCADE, related_name="comments")
    part = models.CharField(max_length=PART_LENGTH)
    text = models.TextField(_("comment"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    # Taken care of: it stays readable, folded away.
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The form's own mark: a double click says it once.
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = TogetherQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("application_id", "part", "written_at", "pk")

    def __str__(self) -> str:
        return f"{self.part}: {self.text[:40]}"
