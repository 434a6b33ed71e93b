"""The recurring work about sessions."""

from django.contrib.sessions.backends.db import SessionStore

from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import Finish, periodic
from sky_portal.jobs.schedules import Hourly


@periodic("accounts.clear_sessions", Hourly(minute=20))
def clear_sessions(job: Job) -> Finish:
    """Deletes sessions that are over, and with them what was kept in them for nobody who came."""
    return SessionStore.clear_expired
