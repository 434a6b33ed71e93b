"""Reminders of drafts: ten beats at once, and a worker that dies by kill −9 in the middle."""

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grants.models import Application, Call
from sky_portal import clock
from sky_portal.jobs.models import Job, JobState
from sky_portal.messaging import reminders
from sky_portal.messaging.models import Message, MessageState
from tests.grants import factories
from tests.races.conftest import environment
from tests.races.together import PATIENCE, ROOT, processes, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

RULE = "grants.draft_open"
BEATS, DRAFTS, LEASE_SECONDS = 10, 3, 1
# The draft's preparer and signatory.
WRITERS = 2
ALL = DRAFTS * WRITERS


@pytest.fixture
def call(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Call:
    """An open call with a few drafts of Iisalmi."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        for number in range(DRAFTS):
            factories.start(
                call, organisation=providers["iisalmi"], actor=cast["preparer"], name=f"Pilotti {number}"
            )
    return call


def a_day_before(call: Call) -> datetime:
    return call.closes_at - timedelta(hours=24) + timedelta(minutes=1)


def queued() -> Counter[tuple[str, str]]:
    """How many reminders wait, by draft and address."""
    found = Message.objects.filter(rule=RULE, state=MessageState.QUEUED)
    return Counter(found.values_list("thing", "address"))


def test_ten_beats_at_once_write_to_everybody_once(call: Call) -> None:
    moment = a_day_before(call)

    def beat(_place: int) -> int:
        with clock.standing_at(moment):
            return reminders.sweep(moment)

    told = together(BEATS, beat)
    assert sum(told) == ALL, told
    assert (len(queued()), set(queued().values())) == (ALL, {1})
    # Each has a sending of its own, once.
    assert Job.objects.filter(kind="messaging.send").count() == ALL


def test_a_worker_killed_in_the_middle_leaves_the_rest_to_the_next(call: Call, tmp_path: Path) -> None:
    moment, reached = a_day_before(call), tmp_path / "reached"
    (tmp_path / "static").mkdir()
    env = environment(tmp_path, SKY_JOB_LEASE_SECONDS=str(LEASE_SECONDS))
    half = ALL // 2
    arguments = ["remind", moment.isoformat(), str(half), str(reached)]
    worker = subprocess.Popen([sys.executable, "-m", "tests.races.worker", *arguments], cwd=ROOT, env=env)
    try:
        _wait_for(reached, worker)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=PATIENCE)
    assert worker.returncode == -signal.SIGKILL
    # What was committed before the death stands; the one in hand is not half there.
    assert sum(queued().values()) == half
    assert Job.objects.get(kind="messaging.sweep_reminders").state == JobState.RUNNING

    time.sleep(LEASE_SECONDS + 0.2)
    later = (moment + timedelta(minutes=1)).isoformat()
    told = processes(2, "remind", later, str(ALL + 1), str(tmp_path / "never"), env=env)
    assert sum(int(lines[0]) for lines in told) == ALL - half
    assert (len(queued()), set(queued().values())) == (ALL, {1})


def test_a_draft_that_is_sent_while_the_sweep_dies_is_not_written_about(call: Call) -> None:
    """What the dead sweep had not come to is read anew by the next one."""
    moment, calls = a_day_before(call), []

    class Death(BaseException):
        """Nothing catches it, as nothing catches kill −9."""

    def each() -> Any:
        from django.db import transaction

        calls.append(True)
        if len(calls) > WRITERS:
            raise Death
        return transaction.atomic()

    with clock.standing_at(moment), pytest.raises(Death):
        reminders.sweep(moment, each=each)
    first, second, _third = Application.objects.order_by("pk")
    assert set(queued()) == {(str(first.pk), address) for _thing, address in queued()}
    Application.objects.filter(pk=second.pk).update(state="withdrawn", withdrawn_at=moment)
    with clock.standing_at(moment):
        reminders.sweep(moment)
    assert {thing for thing, _address in queued()} == {str(first.pk), str(_third.pk)}
    assert set(queued().values()) == {1}


def _wait_for(reached: Path, worker: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not reached.exists():
        assert worker.poll() is None, "the worker ended by itself"
        assert time.monotonic() < until, "the worker did not come so far"
        time.sleep(0.05)
