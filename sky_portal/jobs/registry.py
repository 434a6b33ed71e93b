"""What kinds of jobs there are and who does them: declared in `<app>/tasks.py`.

    @handles("grants.receipt")
    def make_receipt(job: Job) -> Finish:
        submission = Submission.objects.get(pk=job.arguments["submission"])
        content = render_pdf(...)                        # slow: no transaction is open here
        return lambda: store(..., content=content)       # written with the job's completion

The body reads and computes; it may run more than once. What it returns is called in the very
transaction that marks the job as done, so its effects happen exactly once, also when a worker
is killed or loses its lease. The body is refused to write to the database (sky_portal.jobs.guard):
a rendering PDF must not hold SQLite's only write lock, and half-done work must not stay.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

from sky_portal.jobs.models import Job
from sky_portal.jobs.schedules import Schedule

Finish = Callable[[], Any] | None
Prepare = Callable[[Job], Finish]
GaveUp = Callable[[Job, str], Any]

_KINDS: dict[str, "Kind"] = {}
_PERIODIC: dict[str, Schedule] = {}


class UnknownKind(LookupError):
    """No `tasks.py` handles jobs of this kind."""


class GiveUp(Exception):
    """Raised by a handler: trying again would not help, the job has failed for good."""


@dataclass(frozen=True)
class Kind:
    """How jobs of one kind are done."""

    name: str
    prepare: Prepare
    max_attempts: int
    own_lease: timedelta | None
    gave_up: GaveUp | None

    @property
    def lease(self) -> timedelta:
        """How long a worker may be silent before the job counts as lost."""
        return self.own_lease or settings.JOB_LEASE


def handles(
    kind: str, *, max_attempts: int = 5, lease: timedelta | None = None, gave_up: GaveUp | None = None
) -> Callable[[Prepare], Prepare]:
    """Declares the handler of a kind of jobs.

    `lease` defaults to settings.JOB_LEASE; a handler that works longer reports its progress.
    `gave_up(job, error)` runs in the transaction that marks the job as failed for good.
    Raises ImproperlyConfigured when the kind has another handler.
    """

    def declare(prepare: Prepare) -> Prepare:
        known = _KINDS.get(kind)
        if known and known.prepare is not prepare:
            raise ImproperlyConfigured(f"two handlers for jobs of the kind {kind}")
        _KINDS[kind] = Kind(kind, prepare, max_attempts, lease, gave_up)
        return prepare

    return declare


def periodic(
    name: str, schedule: Schedule, *, max_attempts: int = 3, lease: timedelta | None = None
) -> Callable[[Prepare], Prepare]:
    """Declares a handler that the sweep queues once every period of the schedule."""

    def declare(prepare: Prepare) -> Prepare:
        _PERIODIC[name] = schedule
        return handles(name, max_attempts=max_attempts, lease=lease)(prepare)

    return declare


@cache
def discover() -> None:
    """Imports every app's `tasks.py`, once: when jobs are first asked for, not at start."""
    autodiscover_modules("tasks")


def find(kind: str) -> Kind:
    """The kind of that name; raises UnknownKind."""
    discover()
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownKind(f"no handler for jobs of the kind {kind}") from None


def recurring() -> dict[str, Schedule]:
    """Names and schedules of all recurring work."""
    discover()
    return dict(_PERIODIC)
