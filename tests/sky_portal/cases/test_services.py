"""Cases and their numbers."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from pilots.models import Pilot
from sky_portal import clock
from sky_portal.cases.models import Case, NumberSeries
from sky_portal.cases.services import SeriesExhausted, assign_number, open_case, reserve_range

pytestmark = pytest.mark.django_db

SPRING = datetime(2021, 3, 1, 10, 0, tzinfo=UTC)


def numbered(authority: str = "OKM", case_class: str = "520") -> str:
    return assign_number(open_case("application"), authority=authority, case_class=case_class)


def test_numbers_run_by_authority_and_year() -> None:
    with clock.standing_at(SPRING):
        assert [numbered(), numbered(), numbered("OPH"), numbered(case_class="612")] == [
            "OKM/1/520/2021",
            "OKM/2/520/2021",
            "OPH/1/520/2021",
            "OKM/3/612/2021",
        ]


def test_the_year_changes_at_midnight_in_helsinki() -> None:
    with clock.standing_at(datetime(2021, 12, 31, 21, 59, tzinfo=UTC)):
        assert numbered().endswith("/2021")
    with clock.standing_at(datetime(2021, 12, 31, 22, 0, tzinfo=UTC)):
        assert numbered() == "OKM/1/520/2022"


def test_a_case_keeps_its_number() -> None:
    case = open_case("application", language="sv")
    first = assign_number(case, authority="OKM", case_class="520")
    stale = Case.objects.get()
    stale.number = None
    assert assign_number(stale, authority="OKM", case_class="520") == first
    assert NumberSeries.objects.get().next_number == 2
    assert case.language == "sv"


def test_an_act_that_fails_leaves_no_gap() -> None:
    def fail() -> None:
        with transaction.atomic():
            numbered()
            raise ZeroDivisionError

    with clock.standing_at(SPRING):
        numbered()
        with pytest.raises(ZeroDivisionError):
            fail()
        assert numbered() == "OKM/2/520/2021"


def test_a_reserved_range_is_used_up() -> None:
    with clock.standing_at(SPRING):
        reserve_range("OKM", year=2021, first=1252, last=1253)
        assert [numbered(), numbered()] == ["OKM/1252/520/2021", "OKM/1253/520/2021"]
        with pytest.raises(SeriesExhausted):
            numbered()
        reserve_range("OKM", year=2021, first=2000, last=2001)
        assert numbered() == "OKM/2000/520/2021"


@pytest.mark.parametrize(("first", "last"), [(0, 5), (6, 5), (1, 9)])
def test_a_range_never_runs_backwards(first: int, last: int) -> None:
    with clock.standing_at(SPRING):
        numbered()
        with pytest.raises(ValueError):  # noqa: PT011 — told by the case
            reserve_range("OKM", year=2021, first=first, last=last)


def test_the_database_keeps_a_series_within_its_range() -> None:
    with pytest.raises(IntegrityError):
        NumberSeries.objects.create(authority="OKM", year=2021, next_number=12, last_number=10)


def test_a_case_knows_its_thing(pilot: Pilot) -> None:
    assert Case.objects.get(pk=pilot.case_id).thing == pilot
    assert open_case("pilot").thing is None
