"""The number series under pressure: gapless with the lock, and seen to break without it."""

import time
from collections import Counter

import pytest
from django.db import IntegrityError

from sky_portal.cases import services
from sky_portal.cases.models import Case, NumberSeries
from sky_portal.cases.services import assign_number, open_case
from tests.races.together import processes, together, unlocked

EIGHT, TWENTY = 8, 20


def running_numbers(numbers: list[str]) -> list[int]:
    return sorted(int(number.split("/")[1]) for number in numbers)


def twenty_numbers(_worker: int) -> list[str]:
    return [assign_number(open_case("application"), authority="OKM", case_class="520") for _ in range(TWENTY)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_leave_no_gap_and_no_double() -> None:
    told = together(EIGHT, twenty_numbers)
    assert running_numbers([n for numbers in told for n in numbers]) == list(range(1, EIGHT * TWENTY + 1))
    assert NumberSeries.objects.get().next_number == EIGHT * TWENTY + 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_numbers_are_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    NumberSeries.objects.create(authority="OKM", year=services.clock.today().year)
    honest = services._locked_series

    def slow(authority: str, year: int) -> NumberSeries:
        series = honest(authority, year)
        time.sleep(0.02)
        return series

    monkeypatch.setattr(services, "_locked_series", slow)
    with unlocked(NumberSeries):
        told = together(EIGHT, twenty_numbers)
    assert any(isinstance(outcome, IntegrityError) for outcome in told)
    assert NumberSeries.objects.get().next_number <= EIGHT * TWENTY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_case_gets_one_number_however_many_ask() -> None:
    case = open_case("application")
    told = together(
        EIGHT, lambda _: assign_number(Case.objects.get(pk=case.pk), authority="OKM", case_class="520")
    )
    assert Counter(told) == {Case.objects.get().number: EIGHT}
    assert NumberSeries.objects.get().next_number == 2


def test_six_processes_on_sqlite_lose_nothing_and_are_never_locked_out(embedded: dict[str, str]) -> None:
    told = processes(6, "numbers", "60", env=embedded)
    assert running_numbers([number for numbers in told for number in numbers]) == list(range(1, 361))
