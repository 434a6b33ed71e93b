"""Holding a job: claimed by compare-and-set, held by a lease, let go by compare-and-set.

Every write asks for the claim that the worker holds, so a worker whose lease ran out and whose
job another has taken can neither finish it nor change it. Leases are judged by the real clock
of the web nodes and workers, which agree to within seconds; a lease is minutes.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from sky_portal import clock
from sky_portal.jobs import guard, registry
from sky_portal.jobs.models import Job, JobState, instant

# Waits before the second, third … attempt.
BACKOFF = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
ERROR_LENGTH = 4000


class LeaseLost(Exception):
    """Another worker has taken the job over; what this one did is thrown away."""


def claim(job_id: uuid.UUID | str) -> Job | None:
    """Takes a due job for this worker and counts the attempt; None when it is not to be had."""
    now = instant()
    due = Job.objects.due(now).filter(pk=job_id)
    kind = due.values_list("kind", flat=True).first()
    if kind is None:
        return None
    token = uuid.uuid4()
    taken = due.update(
        state=JobState.RUNNING,
        claim=token,
        leased_until=now + registry.find(kind).lease,
        attempts=F("attempts") + 1,
        progress=0,
    )
    return Job.objects.select_related("case").get(pk=job_id, claim=token) if taken else None


def report(job: Job, percent: int = 0) -> None:
    """Shows how far the slow part has come and prolongs the lease: at once, for all to see.

    Raises LeaseLost when another worker has the job: the handler had better stop.
    """
    with guard.writes_allowed():
        _prolong(job, progress=max(0, min(99, percent)))


@contextmanager
def committing(job: Job) -> Iterator[None]:
    """A short transaction of its own in the slow part, for steps that may happen more than once.

    Prolongs the lease. Raises LeaseLost when another worker has the job.
    """
    with guard.writes_allowed(), transaction.atomic():
        _prolong(job)
        yield


def complete(job: Job, finish: registry.Finish) -> None:
    """Marks the job as done and writes what its handler returned: both or neither.

    The row is let go first: its lock makes a second worker wait for the outcome.
    Raises LeaseLost when another worker has the job.
    """
    with transaction.atomic():
        _let_go(job, state=JobState.DONE, progress=100, error="", finished_at=clock.now())
        if finish:
            finish()


def fail(job: Job, error: str, *, for_good: bool = False) -> None:
    """Notes the error; the job is tried again later, or given up after its last attempt.

    Raises LeaseLost when another worker has the job.
    """
    kind = registry.find(job.kind)
    error = error[:ERROR_LENGTH]
    with transaction.atomic():
        if for_good or job.attempts >= kind.max_attempts:
            _let_go(job, state=JobState.FAILED, error=error, finished_at=clock.now())
            if kind.gave_up:
                kind.gave_up(job, error)
        else:
            wait = BACKOFF[min(job.attempts, len(BACKOFF)) - 1]
            _let_go(job, state=JobState.QUEUED, error=error, run_after=instant() + wait)


def _prolong(job: Job, **changes: object) -> None:
    leased_until = instant() + registry.find(job.kind).lease
    if not Job.objects.held_by(job).update(leased_until=leased_until, **changes):
        raise LeaseLost(str(job.pk))


def _let_go(job: Job, **changes: object) -> None:
    if not Job.objects.held_by(job).update(claim=None, leased_until=None, **changes):
        raise LeaseLost(str(job.pk))
