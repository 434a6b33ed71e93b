"""Work in the background: every piece of it is a row; Celery only runs it.

`run_after`, `leased_until` and heartbeats are real time, also in the demo, whose clock jumps;
`created_at` and `finished_at` are shown to people and follow the portal's clock.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sky_portal import clock
from sky_portal.cases.access import may_read


def instant() -> datetime:
    """The real time, which the demo does not move."""
    return datetime.now(UTC)


class JobState(models.TextChoices):
    """Where a piece of work is."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what can be done with them."""

    def due(self, now: datetime) -> "JobQuerySet":
        """Those that a worker may take at `now` (real time): waiting, or left by a lost worker."""
        return self.filter(
            Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, leased_until__lt=now)
        )

    def held_by(self, job: "Job") -> "JobQuerySet":
        """The row of `job`, if the claim it was loaded with still holds it."""
        return self.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)


class Job(models.Model):
    """One piece of work of a registered kind. `key` makes it happen once a (kind, key)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="jobs")
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True)
    run_after = models.DateTimeField(default=instant)
    # Per cent of the slow part.
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("created_at", "pk")
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="job_once_a_key"),)
        indexes = (models.Index(fields=("state", "run_after"), name="job_due"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"

    @property
    def is_active(self) -> bool:
        """Still waiting or running."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def has_failed(self) -> bool:
        """Given up: a person may try again."""
        return self.state in {JobState.FAILED}

    @property
    def is_done(self) -> bool:
        """Finished, with everything it writes."""
        return self.state in {JobState.DONE}

    @property
    def version(self) -> str:
        """Changes when what is shown of the job changes."""
        return f"{self.state}-{self.attempts}-{self.progress}"

    def is_visible_to(self, user: Any) -> bool:
        """Whether the user may read the job's case; what has no case only maintainers see."""
        return bool(user.is_staff) if self.case is None else may_read(user, self.case)


class Heartbeat(models.Model):
    """When a recurring piece of machinery last ran, in real time: the sweep, for /ready."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
