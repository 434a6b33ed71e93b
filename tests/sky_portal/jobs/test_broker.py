import json
import socket
import time
from pathlib import Path

import pytest
from django.conf import settings

from sky_portal.celery import app
from sky_portal.jobs import broker, services
from sky_portal.jobs.transport import Channel


@pytest.fixture
def _dead_broker(monkeypatch):
    """A Redis address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(
        broker,
        "_connection",
        lambda connection=broker._connection: _redirected(connection(), f"redis://127.0.0.1:{port}/0"),
    )


@pytest.fixture
def _silent_broker(monkeypatch):
    """A Redis address that takes the call and never says a word."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        url = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        connection = broker._connection
        monkeypatch.setattr(broker, "_connection", lambda: _redirected(connection(), url))
        yield


def _redirected(connection, url):
    options = {k: v for k, v in connection.transport_options.items() if "folder" not in k}
    return app.connection_for_write(url, connect_timeout=broker.CONNECT_SECONDS, transport_options=options)


@pytest.mark.parametrize("broken", ["_dead_broker", "_silent_broker"])
def test_a_broker_that_is_down_costs_a_moment_and_then_nothing(request, broken):
    request.getfixturevalue(broken)
    started = time.monotonic()
    assert broker.nudge(["a"]) is False
    assert time.monotonic() - started < 6
    started = time.monotonic()
    assert not any(broker.nudge([str(number)]) for number in range(30))
    assert time.monotonic() - started < 0.1


@pytest.mark.django_db
@pytest.mark.usefixtures("_dead_broker")
def test_enqueueing_survives_a_broker_that_is_down(kind, django_capture_on_commit_callbacks):
    kind("tests.unheard")(lambda job: None)
    with django_capture_on_commit_callbacks(execute=True):
        job = services.enqueue("tests.unheard", key="a")
    assert services.run(job.pk)


@pytest.mark.sqlite
def test_messages_in_the_folder_appear_whole(tmp_path):
    app.control.purge()
    assert broker.nudge(["first"])
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
    (message,) = folder.glob("*.msg")
    assert json.loads(message.read_text())["headers"]["task"] == "jobs.run"
    assert not list(folder.glob("*.part"))
    with app.connection_for_read() as connection:
        assert isinstance(connection.default_channel, Channel)
    app.control.purge()
