"""The officials' desk: saved views of the worklist, and the words it is searched by."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal import clock


class SavedView(models.Model):
    """One's own filters, order and columns of a call's worklist under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    # The worklist's own query string, columns included.
    query = models.CharField(max_length=2000, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("owner", "call", "name"), name="view_name_once"),)

    def __str__(self) -> str:
        return self.name


class SubmissionStem(models.Model):
    """A stem of a word in what was sent: inflected forms are found on either database."""

    submission = models.ForeignKey("grants.Submission", on_delete=models.CASCADE, related_name="stems")
    stem = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("stem in a submission")
        verbose_name_plural = _("stems in submissions")
        ordering = ("submission_id", "stem")
        constraints = (models.UniqueConstraint(fields=("stem", "submission"), name="stem_once"),)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.stem}"
