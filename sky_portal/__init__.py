"""The kernel of the portal: what every app stands on."""

from sky_portal.celery import app as celery_app

__all__ = ["celery_app"]
