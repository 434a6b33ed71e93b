"""The verbs of background work: enqueue, run, sweep, retry."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from sky_portal import clock, locks, observability
from sky_portal.audit import services as audit
from sky_portal.jobs import broker, claims, guard, registry
from sky_portal.jobs.models import Heartbeat, Job, JobState, instant

log = structlog.get_logger(__name__)

# What one sweep hands out: a full queue is not filled further by the hundred thousand.
SWEEP_BATCH = 200
SWEEP = "jobs.sweep"


class NotFailed(Exception):
    """Only a job that has been given up is tried again by hand."""


def enqueue(
    kind: str, *, key: str, case: Any = None, run_after: datetime | None = None, **arguments: Any
) -> Job:
    """Queues a piece of work within the caller's transaction: once a (kind, key).

    `run_after` is real time. `arguments` are JSON; uuids become strings. Celery is nudged after
    the commit. Asking again returns the first job, whatever has become of it.
    Raises registry.UnknownKind for a kind that nobody handles.
    """
    registry.find(kind)
    fresh = {
        "case": case,
        "arguments": arguments,
        "request_id": observability.current_request_id()[:64],
        "run_after": run_after or instant(),
    }
    job, created = Job.objects.get_or_create(kind=kind, key=key, defaults=fresh)
    if created and job.run_after <= instant():
        transaction.on_commit(partial(broker.nudge, [job.pk]), robust=True)
    return job


def run(job_id: uuid.UUID | str) -> bool:
    """Runs one job if it is due and nobody holds it; whether it was this worker's to run."""
    try:
        job = claims.claim(job_id)
    except registry.UnknownKind:
        log.exception("job cannot be run", job=str(job_id))
        return False
    if job is None:
        return False
    about = observability.bound(request_id=job.request_id, job=str(job.pk), kind=job.kind)
    with about, translation.override(settings.LANGUAGE_CODE):
        try:
            _work(job)
        except claims.LeaseLost:
            log.warning("lease lost, another worker has the job")
    return True


def sweep() -> int:
    """Hands out what was not nudged, was lost or outlived its lease; how many jobs that were.

    Also queues recurring work whose period has begun. Asked every minute by beat; asking twice
    changes nothing.
    """
    now = instant()
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": now})
    _queue_recurring(now)
    late = Job.objects.due(now).exclude(state=JobState.QUEUED, run_after__gt=now - settings.JOB_GRACE)
    found = list(late.order_by("run_after").values_list("pk", flat=True)[:SWEEP_BATCH])
    broker.nudge(found)
    return len(found)


def drain() -> int:
    """Runs here and now all that is due, without Celery: for commands, the demo story and tests.

    Returns how many jobs were run, those included that the jobs themselves queued.
    """
    ran = 0
    while due := list(Job.objects.due(instant()).values_list("pk", flat=True)):
        progress = sum(run(pk) for pk in due)
        if not progress:
            break
        ran += progress
    return ran


def retry(job: Job, *, actor: Any) -> Job:
    """Lets a job that was given up start afresh, with all its attempts.

    Noted in the case's audit trail. Raises NotFailed when it has not failed.
    """
    with locks.act():
        again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
            state=JobState.QUEUED, attempts=0, run_after=instant(), error="", finished_at=None, progress=0
        )
        if not again:
            raise NotFailed(_("This work has not failed: there is nothing to try again."))
        if job.case:
            audit.record(
                job.case, verb="retry", thing=job, actor=actor, at=clock.act(), facts={"kind": job.kind}
            )
        transaction.on_commit(partial(broker.nudge, [job.pk]), robust=True)
    job.refresh_from_db()
    return job


def _work(job: Job) -> None:
    kind = registry.find(job.kind)
    if job.attempts > kind.max_attempts:
        # Whatever the handler does, it takes its worker with it.
        claims.fail(job, "the worker was lost at every attempt", for_good=True)
        return
    try:
        with guard.no_writes():
            finish = kind.prepare(job)
        claims.complete(job, finish)
    except claims.LeaseLost:
        raise
    except Exception as error:
        log.exception("job failed", attempt=job.attempts)
        claims.fail(job, f"{type(error).__name__}: {error}", for_good=isinstance(error, registry.GiveUp))


def _queue_recurring(now: datetime) -> None:
    for name, schedule in registry.recurring().items():
        enqueue(name, key=schedule.period(now))
