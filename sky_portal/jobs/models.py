"""Work in the background: every piece of it is a row; Celery only runs it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal import clock


class JobState(models.TextChoices):
    """Where a piece of work is."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """One piece of work of a registered kind. `key` makes it happen once a (kind, key)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="jobs")
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField(default=clock.now)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("created_at",)
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="job_once_a_key"),)
        indexes = (models.Index(fields=("state", "run_after"), name="job_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
