"""Locks: one order, nested acts, endings."""

import pytest
from django.db import connection, transaction

from pilots.models import Member, Pilot
from sky_portal import locks
from sky_portal.cases.models import NumberSeries
from sky_portal.locks import LockOrderError
from tests.sky_portal.conftest import make_member, make_pilot

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> NumberSeries:
    return NumberSeries.objects.create(authority="OKM", year=2021)


def test_a_lock_needs_an_act(pilot: Pilot) -> None:
    with pytest.raises(LockOrderError, match="surrounding act"):
        locks.lock(Pilot, pk=pilot.pk)
    with pytest.raises(LockOrderError, match="surrounding act"):
        locks.at_end("", lambda: None)


def test_the_order_is_enforced(pilot: Pilot, series: NumberSeries) -> None:
    with locks.act():
        locks.lock(NumberSeries, pk=series.pk)
        with pytest.raises(LockOrderError, match=r"after cases\.numberseries"):
            locks.lock(Pilot, pk=pilot.pk)


def test_rows_of_one_table_are_locked_by_their_keys(pilot: Pilot) -> None:
    first, second = make_member(pilot, "Vieremä"), make_member(pilot, "Keitele")
    with locks.act():
        locks.lock(Member, pk=second.pk)
        with pytest.raises(LockOrderError):
            locks.lock(Member, pk=first.pk)
        assert locks.lock(Member, pk=str(second.pk)) == second  # held already, however the key is written
    with locks.act():
        assert [locks.lock(Member, pk=member.pk) for member in (first, second)] == [first, second]


def test_a_model_without_a_place_cannot_be_locked(member: Member) -> None:
    with locks.act(), pytest.raises(LockOrderError, match=r"pilots\.programme has no place"):
        locks.lock(type(member.pilot.programme), pk=member.pilot.programme_id)


def test_a_row_is_found_by_any_lookup_and_is_fresh(pilot: Pilot) -> None:
    Pilot.objects.filter(pk=pilot.pk).update(name="Uusi nimi")
    with locks.act():
        assert locks.lock(Pilot, name="Uusi nimi").name == "Uusi nimi"
        with pytest.raises(Pilot.DoesNotExist):
            locks.lock(Pilot, name="Koti ja koulu")


def test_postgresql_is_asked_for_the_lock(pilot: Pilot, django_assert_num_queries) -> None:
    with locks.act(), django_assert_num_queries(1) as asked:
        locks.lock(Pilot, pk=pilot.pk)
    assert ("FOR UPDATE" in asked[0]["sql"]) == (connection.vendor == "postgresql")


def test_a_failed_nested_act_gives_up_its_locks_and_endings(pilot: Pilot, series: NumberSeries) -> None:
    done = []

    def fail() -> None:
        with locks.act():
            locks.at_end("a", lambda: done.append("nested"))
            locks.lock(NumberSeries, pk=series.pk)
            Pilot.objects.update(name="lost")
            raise ZeroDivisionError

    with locks.act():
        locks.at_end("b", lambda: done.append("outer"))
        with pytest.raises(ZeroDivisionError):
            fail()
        # The savepoint took the series' lock with it, so an earlier one may be taken again.
        assert locks.lock(Pilot, pk=pilot.pk).name == "Koti ja koulu"
    assert done == ["outer"]


def test_endings_come_sorted_and_within_the_transaction() -> None:
    done = []
    with locks.act():
        for place in ("c", "a", "b"):
            locks.at_end(place, lambda place=place: done.append((place, connection.in_atomic_block)))
        with locks.act():
            locks.at_end("0", lambda: locks.at_end("later", lambda: done.append(("later", True))))
        assert done == []
    assert done == [("a", True), ("b", True), ("c", True), ("later", True)]


def test_an_act_that_fails_does_not_end() -> None:
    done = []

    def fail() -> None:
        with locks.act():
            locks.at_end("a", lambda: done.append("a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert done == []
    assert not locks.in_act()


@pytest.mark.django_db(transaction=True)
def test_what_runs_on_commit_starts_an_act_of_its_own() -> None:
    pilot, series = make_pilot(), NumberSeries.objects.create(authority="OKM", year=2021)
    seen = []

    def lock_again() -> None:
        seen.append(locks.in_act())
        with locks.act():
            seen.append(locks.lock(Pilot, pk=pilot.pk))

    with locks.act():
        locks.lock(NumberSeries, pk=series.pk)
        transaction.on_commit(lock_again)
    assert seen == [False, pilot]
