"""The team that a call asks for: named by the coordinator's people, judged at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from pilots.eligibility import verdict_of
from pilots.services import team
from sky_portal.audit.models import AuditEvent, AuditPayload


@pytest.fixture
def pilot(pilot, programme):
    """A pilot of a programme that asks for a chair and two to four members."""
    programme.eligibility = [{"rule": "team", "chair": 1, "low": 2, "high": 4}]
    programme.save()
    pilot.refresh_from_db()
    return pilot


def add(pilot, cast, name, **fields):
    return team.add_person(
        pilot, **{"name": name, "profession": "rehtori", "actor": cast["preparer"]} | fields
    )


def names(pilot) -> list[str]:
    return list(pilot.team.order_by("place").values_list("name", flat=True))


def test_the_verdict_follows_the_team(pilot, cast):
    add(pilot, cast, "Aino", is_chair=True)
    add(pilot, cast, "Eero")
    assert not verdict_of(pilot).eligible
    eila = add(pilot, cast, "Eila")
    assert verdict_of(pilot).eligible
    team.delete_person(eila, actor=cast["preparer"])
    assert not verdict_of(pilot).eligible


def test_a_new_chair_takes_the_place_of_the_one_before(pilot, cast):
    add(pilot, cast, "Aino", is_chair=True)
    add(pilot, cast, "Eero", is_chair=True)
    assert list(pilot.team.filter(is_chair=True).values_list("name", flat=True)) == ["Eero"]


def test_persons_are_moved_changed_and_taken_off(pilot, cast):
    aino, eero = add(pilot, cast, "Aino"), add(pilot, cast, "Eero")
    team.move_person(eero, up=True, actor=cast["preparer"])
    assert names(pilot) == ["Eero", "Aino"]
    team.move_person(eero, up=True, actor=cast["preparer"])
    assert names(pilot) == ["Eero", "Aino"]
    team.edit_person(aino, name="Aino K.", profession="kuraattori", actor=cast["signatory"])
    team.delete_person(eero, actor=cast["signatory"])
    team.delete_person(eero, actor=cast["signatory"])
    assert names(pilot) == ["Aino K."]


@pytest.mark.parametrize("who", ["participant", "outsider", "presenting_officer"])
def test_only_the_coordinators_people_name(pilot, cast, who):
    with pytest.raises(PermissionDenied):
        add(pilot, cast, "X", actor=cast[who])
    assert names(pilot) == []


def test_where_no_team_is_asked_for_none_is_named(pilot, programme, cast):
    programme.eligibility = []
    programme.save()
    pilot.refresh_from_db()
    with pytest.raises(PermissionDenied):
        add(pilot, cast, "X")


@pytest.mark.parametrize("wrong", [{"name": " "}, {"profession": ""}, {"email": "ei osoite"}])
def test_a_person_has_a_name_and_a_profession(pilot, cast, wrong):
    with pytest.raises(ValidationError):
        add(pilot, cast, **{"name": "Aino"} | wrong)
    assert names(pilot) == []


def test_what_is_personal_is_kept_where_it_can_be_erased(pilot, cast):
    add(pilot, cast, "Aino", email="aino@iisalmi.example")
    event = AuditEvent.objects.get(case=pilot.case, verb="add_team_person")
    assert "Aino" not in str(event.facts)
    assert AuditPayload.objects.get(event=event).data["email"] == "aino@iisalmi.example"
