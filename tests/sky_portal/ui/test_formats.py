"""Numbers, sums and times as each language writes them."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from sky_portal import clock
from sky_portal.money import euros
from sky_portal.ui import formats

CLOSING = clock.helsinki(2021, 3, 31, 16, 15)
NOW = clock.helsinki(2021, 3, 15, 10, 2)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fi", "31.3.2021 klo\u00a016.15"),
        ("sv", "31.3.2021 kl.\u00a016.15"),
        ("en", "31\u00a0March 2021 at 16:15"),
    ],
)
def test_a_moment_in_each_language(language, written):
    with override(language):
        assert formats.moment(CLOSING) == written


@pytest.mark.parametrize(("language", "written"), [("fi", "31.3."), ("sv", "31.3."), ("en", "31\u00a0March")])
def test_a_day_without_its_year(language, written):
    with override(language):
        assert formats.day(CLOSING, year=False) == written


@pytest.mark.parametrize(
    ("language", "cents", "written"),
    [
        ("fi", euros(625_000), "625\u00a0000\u00a0€"),
        ("sv", euros(625_000), "625\u00a0000\u00a0€"),
        ("en", euros(625_000), "€625,000"),
        ("fi", 150, "1,50\u00a0€"),
        ("en", -150, "\u2212€1.50"),
        ("fi", -9_360_000, "\u221293\u00a0600\u00a0€"),
        ("fi", 5, "0,05\u00a0€"),
        ("fi", 0, "0\u00a0€"),
    ],
)
def test_a_sum_in_each_language(language, cents, written):
    with override(language):
        assert formats.money(cents) == written


def test_a_sum_can_be_exact_or_without_its_unit():
    with override("fi"):
        assert formats.money(euros(5), exact=True) == "5,00\u00a0€"
        assert formats.money(euros(1234), unit=False) == "1\u00a0234"


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (euros(6_800_000), "6,8 milj. €"),
        (euros(8_000_000), "8 milj. €"),
        (euros(6_812_345), "6\u00a0812\u00a0345\u00a0€"),
        (euros(900_000), "900\u00a0000\u00a0€"),
    ],
)
def test_millions_are_words_only_when_nothing_is_lost(cents, written):
    with override("fi"):
        assert formats.millions(cents) == written


@pytest.mark.parametrize(
    ("after", "finnish", "english"),
    [
        (timedelta(days=3), "3 päivän kuluttua", "in 3 days"),
        (timedelta(days=1), "huomenna", "tomorrow"),
        (timedelta(days=-1), "eilen", "yesterday"),
        (timedelta(days=-2), "2 päivää sitten", "2 days ago"),
        (timedelta(hours=5, minutes=10), "5 h 10 min kuluttua", "in 5 h 10 min"),
        (timedelta(hours=-1), "tänään klo 9.02", "today at 9:02"),
        (timedelta(days=8), "23.3.2021", "23\u00a0March 2021"),
    ],
)
def test_near_moments_are_words(after, finnish, english):
    with clock.standing_at(NOW):
        with override("fi"):
            assert formats.near(NOW + after) == finnish
        with override("en"):
            assert formats.near(NOW + after) == english


def test_a_near_date_is_judged_by_days():
    with clock.standing_at(NOW), override("en"):
        assert formats.near(date(2021, 3, 15)) == "today"
        assert formats.near(date(2021, 3, 16)) == "tomorrow"


def test_tomorrow_begins_at_midnight_in_helsinki():
    with clock.standing_at(clock.helsinki(2021, 3, 15, 23, 30)), override("en"):
        assert formats.near(clock.helsinki(2021, 3, 16, 0, 15)) == "tomorrow"


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (clock.helsinki(2021, 3, 15, 10, 2), "16 päivää"),
        (clock.helsinki(2021, 3, 30, 16, 15), "1 päivä"),
        (clock.helsinki(2021, 3, 31, 10, 5), "6 h 10 min"),
        (clock.helsinki(2021, 3, 31, 16, 5), "10 min"),
        (clock.helsinki(2021, 3, 31, 16, 15), "0 min"),
        (clock.helsinki(2021, 3, 31, 16, 16), ""),
    ],
)
def test_time_left_over_the_change_to_summer_time(at, written):
    with clock.standing_at(at), override("fi"):
        assert formats.left(CLOSING) == written


@pytest.mark.parametrize(
    ("value", "finnish", "swedish"),
    [
        (0, "0 kt", "0 kB"),
        (1, "1 kt", "1 kB"),
        (300_000, "293 kt", "293 kB"),
        (1_258_291, "1,2 Mt", "1,2 MB"),
    ],
)
def test_the_size_of_a_file(value, finnish, swedish):
    for language, words in (("fi", finnish), ("sv", swedish)):
        with override(language):
            assert formats.size(value) == words.replace(" ", "\u00a0")
