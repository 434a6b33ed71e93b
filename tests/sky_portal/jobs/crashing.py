"""A Celery worker that stops at the point CRASH_AT names, says so in a file, and waits to be killed."""

import os
import time
from pathlib import Path

import django
from django.apps import apps

from sky_portal.celery import app

if not apps.ready:
    django.setup()

from sky_portal.jobs import claims
from sky_portal.jobs.registry import handles

__all__ = ["app"]

KIND = "tests.crashing"
POINTS = ("before_claim", "slow_part", "finishing")
EFFECT = "tests.effect"


def point(name: str) -> None:
    """Waits here for the kill when this is where the worker is to die."""
    if os.environ.get("CRASH_AT") == name:
        Path(os.environ["CRASH_FILE"]).touch()
        time.sleep(60)


@handles(KIND)
def work(job):
    """Leaves one case behind."""
    from sky_portal.cases.models import Case

    point("slow_part")

    def finish() -> None:
        Case.objects.create(kind=EFFECT)
        point("finishing")

    return finish


def slow_to_claim(job_id):
    """The claim, preceded by a point to die at."""
    point("before_claim")
    return claim(job_id)


claim, claims.claim = claims.claim, slow_to_claim if "CRASH_AT" in os.environ else claims.claim
