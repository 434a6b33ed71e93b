from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from sky_portal import probes
from sky_portal.jobs.models import Heartbeat, instant


@pytest.fixture(autouse=True)
def _forget():
    probes._migrated.cache_clear()
    probes._stored_in.clear()


def test_live_without_a_database():
    """No database mark: a query would fail this test."""
    answer = Client().get("/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


@pytest.mark.parametrize("path", ["/live", "/ready"])
@pytest.mark.django_db
def test_no_session_no_redirect_no_cache(path):
    answer = Client().get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert Client().post(path).status_code == 405


@pytest.mark.django_db
def test_ready_when_all_is_there_and_beat_has_never_run():
    answer = Client().get("/ready").json()
    assert answer == {"status": "ready", "failing": [], "seconds_since_sweep": None}


@pytest.mark.django_db
def test_the_age_of_the_last_sweep_is_told_and_fails_nothing():
    Heartbeat.objects.create(name="jobs.sweep", at=instant() - timedelta(hours=1))
    answer = Client().get("/ready")
    assert answer.status_code == 200
    assert 3590 < answer.json()["seconds_since_sweep"] < 3700


@pytest.mark.django_db
def test_what_fails_is_named_without_its_secrets(settings, monkeypatch):
    settings.REDIS_URL = "redis://:s3cret@127.0.0.1:1/0"
    monkeypatch.setattr(default_storage, "save", _full)
    answer = Client().get("/ready")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["redis", "storage"]
    assert "s3cret" not in answer.text


@pytest.mark.django_db
def test_waiting_migrations_are_asked_for_until_there_are_none(monkeypatch):
    waiting = ["0002_more"]
    monkeypatch.setattr(probes.MigrationExecutor, "migration_plan", lambda self, targets: list(waiting))
    assert Client().get("/ready").json()["failing"] == ["migrations"]
    waiting.clear()
    assert Client().get("/ready").status_code == 200
    waiting.append("0003_unheard_of")
    assert Client().get("/ready").status_code == 200, "asked no more"


def test_a_database_that_is_away_is_named_and_asked_no_further(monkeypatch):
    """No database mark: every query fails, as it does when the server is down."""
    answer = Client().get("/ready")
    assert answer.status_code == 503
    assert set(answer.json()["failing"]) >= {"database", "migrations"}
    assert answer.json()["seconds_since_sweep"] is None


@pytest.mark.django_db
def test_the_store_is_written_to_once_a_minute(monkeypatch):
    written = []
    save = default_storage.save
    monkeypatch.setattr(default_storage, "save", lambda *args: written.append(args) or save(*args))
    for _request in range(3):
        assert Client().get("/ready").status_code == 200
    assert len(written) == 1
    assert default_storage.listdir("probes")[1] == []


def _full(*args):
    raise OSError("no space left on device")
