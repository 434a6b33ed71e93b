"""The Celery application. It only runs what the Job table says (sky_portal.jobs)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sky_portal.settings")

app = Celery("sky_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
