"""The Celery application. It only runs what the Job table says (sky_portal.jobs)."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sky_portal.settings")
# kombu's own writes a message in two steps, and a worker that polls may read it half done.
TRANSPORT_ALIASES["filesystem"] = "sky_portal.jobs.transport:Transport"

SWEEP_EVERY = timedelta(minutes=1)

app = Celery("sky_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Beat knows one thing. Hourly and daily work is rows that the sweep writes, once a period
# (sky_portal.jobs.registry.periodic), so a second beat or a night without one changes nothing.
app.conf.beat_schedule = {
    "jobs.sweep": {
        "task": "jobs.sweep",
        "schedule": SWEEP_EVERY,
        "options": {"expires": SWEEP_EVERY.total_seconds() - 5},
    }
}


@setup_logging.connect
def keep_logging(**options: Any) -> None:
    """Celery leaves logging as sky_portal.observability has set it up."""
