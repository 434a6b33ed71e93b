from datetime import UTC, datetime, time

import pytest

from sky_portal.clock import helsinki
from sky_portal.jobs.schedules import Daily, Hourly


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "2026-03-02T09Z"),
        (datetime(2026, 3, 2, 9, 59, 59, tzinfo=UTC), "2026-03-02T09Z"),
        (datetime(2026, 3, 2, 10, 0, tzinfo=UTC), "2026-03-02T10Z"),
    ],
)
def test_hours(moment, period):
    assert Hourly().period(moment) == period


def test_an_hour_that_begins_at_a_quarter_past():
    assert Hourly(15).period(datetime(2026, 3, 2, 9, 14, tzinfo=UTC)) == "2026-03-02T08Z"
    assert Hourly(15).period(datetime(2026, 3, 2, 9, 15, tzinfo=UTC)) == "2026-03-02T09Z"


def test_the_hour_that_exists_twice_is_two_periods():
    first, second = datetime(2021, 10, 31, 0, 30, tzinfo=UTC), datetime(2021, 10, 31, 1, 30, tzinfo=UTC)
    assert Hourly().period(first) != Hourly().period(second)


def test_days_begin_at_their_hour_in_helsinki():
    nightly = Daily(time(3, 30))
    assert nightly.period(helsinki(2026, 3, 2, 3, 29)) == "2026-03-01"
    assert nightly.period(helsinki(2026, 3, 2, 3, 30)) == "2026-03-02"
    assert nightly.period(helsinki(2026, 3, 2, 23, 59)) == "2026-03-02"


def test_a_day_whose_hour_the_clocks_skip_has_its_period_all_the_same():
    nightly = Daily(time(3, 30))
    assert nightly.period(datetime(2021, 3, 28, 0, 59, tzinfo=UTC)) == "2021-03-27"
    assert nightly.period(datetime(2021, 3, 28, 1, 0, tzinfo=UTC)) == "2021-03-28"
