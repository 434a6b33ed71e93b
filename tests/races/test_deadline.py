"""The closing over real HTTP: what counts is when the whole request had been received."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection, transaction

from grants.models import Application, Submission
from grants.services import call as calls
from pilots.models import Pilot
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from tests.cast import PASSWORD
from tests.grants import factories
from tests.races.server import Browser, Portal, _move_clock, serving
from tests.races.together import PATIENCE

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CLOSING = factories.LAST_INSTANT
# A busy machine takes its time to read a request: that time is not what is tried here.
BEFORE = timedelta(seconds=15)
FIELDS = {"attestation": "on", "note": "Perustelu.", "e_service": "no", "seen": ""}
REASON = {"fi": "Käyttökatko.", "sv": "Avbrott."}


@pytest.fixture
def ready(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """A draft that lacks nothing."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        return factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@contextmanager
def at_the_closing(tmp_path: Path, ready: Application, cast: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The portal some seconds before the closing, the signatory on the page that sends."""
    with serving(tmp_path, at=CLOSING - timedelta(hours=1)) as portal:
        signatory = portal.browser()
        signatory.sign_in(cast["signatory"].email, PASSWORD)
        assert signatory.get(f"/fi/applications/{ready.case_id}/check/").status == 200
        _move_clock(tmp_path, CLOSING - BEFORE)
        started = time.monotonic()

        def passed(over: timedelta = timedelta(seconds=1)) -> None:
            time.sleep(max(0, (BEFORE + over).total_seconds() - (time.monotonic() - started)))

        yield portal, signatory, passed


class SlowRequest:
    """A sending whose body comes in two halves."""

    def __init__(self, portal: Portal, browser: Browser, application: Application) -> None:
        address = urlsplit(portal.address)
        fields = {"csrfmiddlewaretoken": browser.cookie("csrftoken"), **FIELDS}
        body = urlencode(fields).encode()
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
        head = (
            f"POST /fi/applications/{application.case_id}/submit/ HTTP/1.1\r\n"
            f"Host: {address.netloc}\r\nCookie: {cookies}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode()
        self.connection = socket.create_connection((address.hostname, address.port), timeout=PATIENCE)
        half = len(body) // 2
        self.connection.sendall(head + body[:half])
        self.rest = body[half:]

    def finish(self) -> int:
        """Sends the rest; the status of the answer."""
        with self.connection:
            self.connection.sendall(self.rest)
            answer = b""
            while chunk := self.connection.recv(65536):
                answer += chunk
        return int(answer.split(b" ", 2)[1])


@contextmanager
def held_up(application: Application) -> Iterator[None]:
    """Whoever judges a sending waits meanwhile: another act has the pilot's row."""
    with transaction.atomic():
        Pilot.objects.select_for_update().get(pk=application.pilot_id)
        yield


def sending(browser: Browser, application: Application) -> Callable[[], Any]:
    """Presses the button in a thread of its own; gives the answer when it has come."""
    answers: list[Any] = []
    address = f"/fi/applications/{application.case_id}/submit/"
    thread = threading.Thread(target=lambda: answers.append(browser.post(address, **FIELDS)))
    thread.start()

    def answer() -> Any:
        thread.join(PATIENCE)
        return answers[0]

    return answer


def refusals() -> list[datetime]:
    return list(AuditEvent.objects.filter(verb="submit_refused").order_by("seq").values_list("at", flat=True))


def waits_for_the_pilot() -> bool:
    waiting = "wait_event_type = 'Lock' AND datname = current_database()"
    with connection.cursor() as cursor:
        # Within a transaction the first look would be the last.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}")
        return bool(cursor.fetchone()[0])


def awaited(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_begun_before_and_wholly_received_after_is_late(
    tmp_path: Path, ready: Application, cast: dict[str, Any]
) -> None:
    with at_the_closing(tmp_path, ready, cast) as (portal, signatory, passed):
        slow = SlowRequest(portal, signatory, ready)
        passed()
        assert slow.finish() == 409
    assert not Submission.objects.exists()
    (at,) = refusals()
    assert CLOSING < at < CLOSING + timedelta(seconds=PATIENCE)
    ready.refresh_from_db()
    assert ready.eligibility_note == "Perustelu."


def test_wholly_received_before_and_judged_after_is_in_time(
    tmp_path: Path, ready: Application, cast: dict[str, Any]
) -> None:
    with at_the_closing(tmp_path, ready, cast) as (_portal, signatory, passed):
        with held_up(ready):
            answer = sending(signatory, ready)
            awaited(waits_for_the_pilot)
            passed()
        assert answer().status == 302
    assert Submission.objects.get().arrived_at <= CLOSING
    assert not refusals()


def test_more_time_given_before_it_is_judged_counts(
    tmp_path: Path, ready: Application, cast: dict[str, Any]
) -> None:
    with at_the_closing(tmp_path, ready, cast) as (_portal, signatory, passed):
        passed()
        with held_up(ready):
            answer = sending(signatory, ready)
            awaited(waits_for_the_pilot)
            with clock.standing_at(CLOSING + timedelta(seconds=2)):
                later = CLOSING + timedelta(hours=1)
                calls.extend(ready.call, closes_at=later, reason=REASON, actor=cast["call_administrator"])
        assert answer().status == 302
    assert CLOSING < Submission.objects.get().arrived_at < CLOSING + timedelta(seconds=PATIENCE)
    assert not refusals()
