import pytest
from django.core.exceptions import ImproperlyConfigured

from sky_portal.celery import app
from sky_portal.jobs import registry


def test_a_kind_has_one_handler(kind):
    kind("tests.single")(lambda job: None)
    with pytest.raises(ImproperlyConfigured, match=r"tests\.single"):
        kind("tests.single")(lambda job: None)


def test_a_lease_of_its_own_or_the_settings(kind, settings):
    kind("tests.plain")(lambda job: None)
    assert registry.find("tests.plain").lease == settings.JOB_LEASE


def test_handlers_of_the_apps_are_found():
    assert registry.find("messaging.send").max_attempts > 1
    assert "messaging.sweep_reminders" in registry.recurring()


def test_beat_asks_for_one_task_and_the_worker_has_it():
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert asked == {"jobs.sweep"}
    assert {"jobs.sweep", "jobs.run"} <= set(app.tasks)
