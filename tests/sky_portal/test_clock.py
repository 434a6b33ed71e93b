"""The clock: the demo's offset, local moments, the instant of an act."""

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from sky_portal import clock


@pytest.fixture
def clock_file(settings, tmp_path):
    settings.DEMO_CLOCK_FILE = tmp_path / "demo" / "clock.json"
    return settings.DEMO_CLOCK_FILE


def test_production_has_no_offset(settings) -> None:
    settings.DEMO_CLOCK_FILE = None
    assert clock.offset() == timedelta(0)
    with pytest.raises(RuntimeError):
        clock.set_offset(timedelta(days=1))


def test_the_demo_is_moved_by_a_file_that_need_not_be_there(clock_file) -> None:
    assert clock.offset() == timedelta(0)
    clock.set_offset(timedelta(days=-2000))
    assert clock.offset() == timedelta(days=-2000)
    assert json.loads(clock_file.read_text()) == {"offset": -2000 * 86400}
    clock_file.unlink()
    assert clock.offset() == timedelta(0)


def test_changes_within_one_tick_of_the_file_system_are_all_seen(clock_file) -> None:
    for seconds in range(100, 400):
        clock.set_offset(timedelta(seconds=seconds))
        assert clock.offset() == timedelta(seconds=seconds)


def test_setting_leaves_no_draft_behind(clock_file) -> None:
    clock.set_offset(timedelta(hours=1))
    assert [path.name for path in clock_file.parent.iterdir()] == [clock_file.name]


def test_travel_moves_every_thread_and_comes_back() -> None:
    seen = []
    real = datetime.now(UTC)
    with clock.travel(timedelta(days=10)):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert timedelta(days=10) <= seen[0] - real < timedelta(days=10, minutes=1)
    assert clock.now() - real < timedelta(minutes=1)


def test_production_cannot_travel(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError), clock.travel(timedelta(days=1)):
        pass


def test_today_is_helsinkis() -> None:
    with clock.standing_at(datetime(2021, 3, 30, 21, 30, tzinfo=UTC)):
        assert clock.today() == date(2021, 3, 31)


@pytest.mark.django_db
def test_an_act_stands_at_one_instant() -> None:
    instant = datetime(2021, 3, 31, 13, 14, tzinfo=UTC)
    with clock.standing_at(instant):
        assert clock.act() == clock.now() == instant


@pytest.mark.django_db
def test_the_instant_of_an_act_is_the_databases() -> None:
    real = datetime.now(UTC)
    with time_machine.travel(datetime(2001, 1, 1, tzinfo=UTC)):
        assert abs(clock.act() - real) < timedelta(minutes=1)


@pytest.mark.django_db
def test_the_instant_of_an_act_moves_on_within_a_transaction() -> None:
    with transaction.atomic():
        first = clock.act()
        second = clock.act()
        while second == first:
            second = clock.act()
    assert second > first


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.standing_at(datetime(2021, 3, 31)):
        pass


def test_a_skipped_local_time_does_not_exist() -> None:
    with pytest.raises(clock.NoSuchTime):
        clock.helsinki(2021, 3, 28, 3, 30)
    assert clock.helsinki(2021, 3, 28, 4, 0) - clock.helsinki(2021, 3, 28, 2, 59) == timedelta(minutes=1)


def test_a_doubled_local_time_is_asked_about() -> None:
    local = datetime(2021, 10, 31, 3, 30)
    with pytest.raises(clock.AmbiguousTime) as caught:
        clock.local_moment(local)
    first, second = caught.value.choices
    assert second - first == timedelta(hours=1)
    assert clock.local_moment(local, which="first") == first
    assert clock.local_moment(local, which="second") == second


def test_the_call_closes_in_summer_time() -> None:
    assert clock.helsinki(2021, 3, 31, 16, 15) == datetime(2021, 3, 31, 13, 15, tzinfo=UTC)
    assert clock.helsinki(2021, 2, 15, 8) == datetime(2021, 2, 15, 6, 0, tzinfo=UTC)


@given(st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)))
def test_a_local_moment_reads_back_as_itself(local: datetime) -> None:
    try:
        instant = clock.local_moment(local)
    except clock.NoSuchTime:
        return
    except clock.AmbiguousTime as doubled:
        instant = doubled.choices[1]
    assert instant.tzinfo is UTC
    assert instant.astimezone(clock.HELSINKI).replace(tzinfo=None, fold=0) == local
