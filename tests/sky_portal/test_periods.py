"""Legal periods against days worked out by hand from the act and the calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal.periods import Service, closing_time, day_of_service, deadline, is_working_day, last_day

DATES = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2021, 5, 12), 30, date(2021, 6, 11)),  # a Friday: stays
        (date(2021, 5, 13), 30, date(2021, 6, 14)),  # a Saturday: Monday
        (date(2021, 5, 26), 30, date(2021, 6, 28)),  # Midsummer Eve, the day itself, Sunday
        (date(2021, 11, 24), 30, date(2021, 12, 27)),  # Christmas Eve to Sunday the 26th
        (date(2022, 11, 24), 30, date(2022, 12, 27)),  # Christmas Eve on a Saturday, the 26th a Monday
        (date(2021, 11, 6), 30, date(2021, 12, 7)),  # 6 December, a Monday
        (date(2021, 3, 3), 30, date(2021, 4, 6)),  # Good Friday to Easter Monday
        (date(2021, 4, 13), 30, date(2021, 5, 14)),  # Ascension Day, a Thursday
        (date(2021, 12, 1), 30, date(2021, 12, 31)),  # New Year's Eve is no holiday
        (date(2021, 12, 7), 30, date(2022, 1, 7)),  # Epiphany, a Thursday
        (date(2025, 4, 1), 30, date(2025, 5, 2)),  # 1 May, a Thursday
        (date(2021, 3, 29), 3, date(2021, 4, 1)),  # Maundy Thursday is a weekday
    ],
)
def test_periods_by_the_calendar(start: date, days: int, end: date) -> None:
    assert last_day(start, days) == end


def test_a_period_has_a_length() -> None:
    with pytest.raises(ValueError, match="0 days"):
        last_day(date(2021, 5, 12), 0)


@given(DATES, st.integers(1, 400))
def test_a_period_ends_on_the_first_weekday_that_is_not_too_early(start: date, days: int) -> None:
    end, counted = last_day(start, days), start + timedelta(days=days)
    assert end >= counted
    assert is_working_day(end)
    between = [counted + timedelta(days=n) for n in range((end - counted).days)]
    assert not any(is_working_day(day) for day in between)
    # Good Friday to Easter Monday, or Christmas beside a weekend, are the longest of them.
    assert len(between) <= 4


@given(DATES, st.integers(1, 400), st.integers(1, 400))
def test_a_longer_period_never_ends_earlier(start: date, one: int, other: int) -> None:
    assert (last_day(start, min(one, other))) <= last_day(start, max(one, other))


@given(DATES)
def test_the_days_that_the_act_names_are_never_last(day: date) -> None:
    named = (day.month, day.day) in {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
    if named or day.weekday() >= 5:
        assert not is_working_day(day)


@pytest.mark.parametrize("eve", [date(2021, 6, 25), date(2024, 6, 21), date(2026, 6, 19), date(2020, 6, 19)])
def test_midsummer_eve_is_the_friday(eve: date) -> None:
    assert not is_working_day(eve)
    assert is_working_day(eve - timedelta(days=1))


def test_days_of_service() -> None:
    sent = date(2021, 5, 12)
    assert day_of_service(Service.LETTER, sent) == date(2021, 5, 19)
    assert day_of_service(Service.ELECTRONIC, sent) == date(2021, 5, 15)  # a Saturday: presumptions stay
    assert day_of_service(Service.AUTHORITY, sent) == sent


def test_the_offices_closing_hour_ends_the_period_in_helsinki_time() -> None:
    served = date(2021, 2, 26)
    assert deadline(served, 30) == datetime(2021, 3, 29, 13, 15, tzinfo=UTC)  # summer time since Sunday
    assert deadline(served, 28, closes=time(15, 0)) == datetime(2021, 3, 26, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "closes"),
    [
        ({}, time(16, 15)),
        ({"registry_hours": "8.00–16.15"}, time(16, 15)),
        ({"registry_hours": "9-15"}, None),
    ],
)
def test_the_closing_hour_is_data_of_the_authority(hours: dict[str, str], closes: time | None) -> None:
    if closes is None:
        with pytest.raises(ValueError, match="registry hours"):
            closing_time(hours)
    else:
        assert closing_time(hours) == closes
    assert closing_time({"registry_hours": "9:00 - 15:30"}) == time(15, 30)
