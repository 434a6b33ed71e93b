"""Sessions that are over do not stay in the database with what was kept in them."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from sky_portal.accounts.tasks import clear_sessions
from sky_portal.jobs.models import Job
from sky_portal.jobs.registry import recurring


def test_sessions_that_are_over_are_deleted_every_hour(db):
    over, running = SessionStore(), SessionStore()
    for session in (over, running):
        session["kept"] = {"data": "text"}
        session.save()
    yesterday = datetime.now(UTC) - timedelta(days=1)
    Session.objects.filter(pk=over.session_key).update(expire_date=yesterday)
    assert "accounts.clear_sessions" in recurring()
    clear_sessions(Job())()
    assert [session.pk for session in Session.objects.order_by("pk")] == [running.session_key]
