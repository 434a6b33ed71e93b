"""The demo's clock: forward is a change of clock, back restores the database that was kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from sky_portal import clock
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case
from sky_portal.demo import moments, services

# The clock moves only on the embedded database: these belong to the SQLite run alone.
sqlite_only = pytest.mark.sqlite


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """A demo of its own with three moments, standing at the first."""
    settings.DEMO, settings.EMBEDDED = True, True
    settings.VAR_DIR = tmp_path
    settings.DEMO_CLOCK_FILE = tmp_path / "clock.json"
    monkeypatch.setattr(moments, "_moments", {})
    found = [
        moments.Moment("open", clock.helsinki(2021, 3, 15, 10, 2), "open"),
        moments.Moment("closed", clock.helsinki(2021, 4, 1, 9), "closed"),
        moments.Moment("decided", clock.helsinki(2021, 5, 12, 9), "decided"),
    ]
    moments.register(found)
    services.stand(found[0])
    return {moment.key: moment for moment in found}


def test_the_clock_runs_on_from_the_moment(demo):
    assert timedelta(0) <= clock.now() - demo["open"].at < timedelta(seconds=30)
    assert moments.current() == demo["open"]


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_going_back_restores_what_was_there(demo):
    before = open_case("test")
    services.move(demo["closed"])
    after = open_case("test")
    assert moments.current() == demo["closed"]

    services.move(demo["open"])

    assert moments.current() == demo["open"]
    assert Case.objects.filter(pk=before.pk).exists()
    assert not Case.objects.filter(pk=after.pk).exists()


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_moment_never_visited_is_only_ahead(demo):
    services.stand(demo["decided"])
    with pytest.raises(services.NotPrepared):
        services.move(demo["closed"])
    assert [choice["moment"].key for choice in services.choices()] == ["decided"]


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_moving_by_the_page_keeps_the_person_signed_in(demo, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("somebody@example.org"))
    client.post(reverse("demo:move"), {"moment": "closed"})
    key = client.session.session_key

    answer = client.post(reverse("demo:move"), {"moment": "open", "next": "//evil.example/"})

    assert answer.url == reverse("front")
    assert client.session.session_key == key
    assert client.session["_auth_user_id"]


@pytest.mark.django_db
def test_there_is_no_such_page_outside_the_demo(demo, settings, client):
    settings.DEMO = False
    assert client.post(reverse("demo:move"), {"moment": "closed"}).status_code == 404
    with pytest.raises(ImproperlyConfigured):
        services.move(demo["closed"])
