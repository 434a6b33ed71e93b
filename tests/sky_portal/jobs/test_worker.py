"""A real worker, killed with −9 at its worst moments: nothing is lost, nothing happens twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from sky_portal.cases.models import Case
from sky_portal.celery import app
from sky_portal.jobs import services
from sky_portal.jobs.models import Job, JobState
from tests.sky_portal.jobs import crashing

ROOT = Path(__file__).resolve().parents[3]
LEASE_SECONDS = 1
PATIENCE_SECONDS = 40


def until(condition: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, f"waited in vain for {what}"
        time.sleep(0.05)


@contextmanager
def worker(database: str, log: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """A Celery worker with one child process; killed with −9 at the end, with its child."""
    command = [sys.executable, "-m", "celery", "-A", "tests.sky_portal.jobs.crashing", "worker"]
    options = ["--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    known = {
        "DATABASE_URL": database,
        "SKY_VAR_DIR": str(settings.VAR_DIR),
        "SKY_JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, **known, **environment},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def _empty_queue() -> Iterator[None]:
    app.control.purge()
    yield
    app.control.purge()


@pytest.mark.usefixtures("_empty_queue")
def test_a_worker_killed_anywhere_loses_nothing_and_repeats_nothing(shared_database, tmp_path, settings):
    jobs = {}
    for place in crashing.POINTS:
        reached = tmp_path / place
        with worker(shared_database, tmp_path / f"{place}.log", CRASH_AT=place, CRASH_FILE=str(reached)):
            jobs[place] = services.enqueue(crashing.KIND, key=place)
            until(reached.exists, place)
    # and one of which Celery has never heard
    jobs["never nudged"] = Job.objects.create(kind=crashing.KIND, key="never nudged")
    assert not Case.objects.filter(kind=crashing.EFFECT).exists()

    time.sleep(LEASE_SECONDS + 0.1)
    settings.JOB_GRACE = timedelta(0)
    with worker(shared_database, tmp_path / "survivor.log"):
        assert services.sweep() >= len(jobs)
        services.sweep()  # a second beat
        pks = [job.pk for job in jobs.values()]
        until(lambda: Job.objects.filter(pk__in=pks, state=JobState.DONE).count() == len(jobs), "all jobs")

    assert Case.objects.filter(kind=crashing.EFFECT).count() == len(jobs)
    attempts = {place: Job.objects.get(pk=job.pk).attempts for place, job in jobs.items()}
    assert attempts == {"before_claim": 1, "slow_part": 2, "finishing": 2, "never nudged": 1}
