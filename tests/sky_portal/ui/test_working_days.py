"""What is said of a day on which no office is open."""

from datetime import date

import pytest
from django.utils.translation import override

from sky_portal import clock
from sky_portal.ui.working_days import remark


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2021, 7, 31), "fi", "31.7.2021 on lauantai."),
        (date(2021, 8, 1), "sv", "1.8.2021 är en söndag."),
        (date(2021, 12, 6), "fi", "6.12.2021 on pyhäpäivä (maanantai)."),
        (date(2021, 12, 6), "en", "6\xa0December 2021 is a holiday (Monday)."),
        (date(2021, 3, 31), "fi", ""),
        (None, "fi", ""),
    ],
)
def test_weekends_and_holidays_are_named(day, language, words):
    with override(language):
        assert remark(day) == words


def test_a_moment_is_judged_by_its_day_in_helsinki():
    with override("en"):
        assert remark(clock.helsinki(2021, 8, 1, 0, 30)) == "1\xa0August 2021 is a Sunday."
        assert remark(clock.helsinki(2021, 7, 30, 23, 59)) == ""
