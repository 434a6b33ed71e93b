"""Nudging Celery. A broker that is down costs a request a second at most, and nothing is lost:
the row is there, and the sweep finds it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from kombu.pools import producers

from sky_portal.celery import app

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 1
ANSWER_SECONDS = 2
# After a failure this process leaves the broker alone for a while, so that a batch of thirty
# decisions does not wait thirty times.
PAUSE_SECONDS = 20


@dataclass
class Pause:
    """Until when (monotonic seconds) this process leaves the broker alone."""

    until: float = 0.0

    def is_on(self) -> bool:
        """Whether a failure is too recent to try again."""
        return time.monotonic() < self.until

    def begin(self) -> None:
        """The broker has just failed."""
        self.until = time.monotonic() + PAUSE_SECONDS

    def end(self) -> None:
        """Forgets an earlier failure."""
        self.until = 0.0


pause = Pause()


def nudge(job_ids: Iterable[Any]) -> bool:
    """Tells Celery that these jobs are due; False, and a log line, when the broker is down."""
    ids = [str(job_id) for job_id in job_ids]
    if not ids or pause.is_on():
        return False
    try:
        _send(ids)
    except Exception:
        pause.begin()
        log.warning("broker does not answer, the sweep will run the jobs", jobs=len(ids), exc_info=True)
        return False
    return True


def _send(ids: list[str]) -> None:
    with producers[_connection()].acquire(block=True, timeout=CONNECT_SECONDS) as producer:
        for job_id in ids:
            app.send_task("jobs.run", (job_id,), producer=producer, retry=False, ignore_result=True)


def _connection() -> Any:
    """A connection that gives up soon: the worker's own waits for its broker for ever."""
    options = {
        **app.conf.broker_transport_options,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "connect_retries_timeout": CONNECT_SECONDS,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }
    return app.connection_for_write(connect_timeout=CONNECT_SECONDS, transport_options=options)
