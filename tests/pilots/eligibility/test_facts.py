"""Facts of a pilot are read from the register of the programme's year."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilots.eligibility import Team, facts, facts_of, register_recipients, register_teams, verdict_of
from pilots.models import Municipality
from pilots.services import confirm_member, invite_member


@pytest.fixture
def lookups(monkeypatch):
    monkeypatch.setattr(facts, "_lookups", {})


def by_name(pilot):
    return {fact.name_fi: fact for fact in facts_of(pilot)}


def test_the_coordinator_counts_by_leading_and_others_by_confirming(pilot, register, cast):
    member = invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    found = by_name(pilot)
    assert (found["Iisalmi"].leads, found["Iisalmi"].school_age) == (True, 2212)
    assert not found["Lapinlahti"].confirmed
    confirm_member(member, actor=cast["participant"])
    assert by_name(pilot)["Lapinlahti"].confirmed


def test_another_register_year_has_its_own_figures(pilot):
    row = Municipality.objects.get(name_fi="Iisalmi")
    row.pk, row.register_year, row.school_age = None, 2022, 1
    row.save()
    assert by_name(pilot)["Iisalmi"].school_age == 2212
    pilot.programme.register_year = 2022
    assert by_name(pilot)["Iisalmi"].school_age == 1
    pilot.programme.register_year = 2030
    assert by_name(pilot)["Iisalmi"].school_age is None


def test_query_count_does_not_grow_with_members(pilot, register, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            verdict_of(pilot)
        return len(captured)

    one = queries()
    for key in ("lapinlahti", "siilinjarvi", "sonkajarvi"):
        invite_member(pilot, organisation=register[key], actor=cast["preparer"])
    assert queries() == one == 2


def test_grants_received_are_asked_of_whoever_knows_them(lookups, pilot, register):
    pilot.programme.eligibility = [{"rule": "recipients_of", "programme": "earlier"}]
    with pytest.raises(ImproperlyConfigured, match="recipients_of"):
        facts_of(pilot)
    register_recipients(lambda programme, ids: {register["iisalmi"].pk} if programme == "earlier" else set())
    assert verdict_of(pilot).eligible


def test_teams_are_asked_of_whoever_knows_them(lookups, pilot, register):
    pilot.programme.eligibility = [{"rule": "team", "chair": 1, "low": 2, "high": 4}]
    register_teams(lambda pilot: {register["iisalmi"].pk: Team(1, 3)})
    assert verdict_of(pilot).eligible
