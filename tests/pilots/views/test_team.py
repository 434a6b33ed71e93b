"""The team's page, for a call that asks for one."""

import pytest
from django.urls import reverse

from pilots.models import TeamPerson
from pilots.services import invite_member, team


@pytest.fixture
def pilot(pilot, programme):
    """A pilot of a programme that asks for a chair and two to four members."""
    programme.eligibility = [{"rule": "team", "chair": 1, "low": 2, "high": 4}]
    programme.save()
    pilot.refresh_from_db()
    return pilot


@pytest.fixture
def person(pilot, cast) -> TeamPerson:
    return team.add_person(pilot, name="Aino Ahava", profession="rehtori", actor=cast["preparer"])


def url(pilot, name: str = "team") -> str:
    return reverse(f"pilots:{name}", args=[pilot.case_id])


TYPED = {"name": "Eero Esimerkki", "profession": "kuraattori", "email": "", "is_chair": "on"}


def test_the_members_page_leads_there_and_a_person_is_named(pilot, sign_in):
    client = sign_in("preparer")
    members = reverse("pilots:members", args=[pilot.case_id])
    assert url(pilot) in client.get(members).content.decode()
    answer = client.post(url(pilot, "add_team_person"), TYPED, follow=True)
    assert "Eero Esimerkki lisättiin" in answer.content.decode()
    assert pilot.team.get().is_chair


def test_a_person_is_changed_moved_and_taken_off(pilot, person, sign_in):
    client = sign_in("signatory")
    client.post(url(pilot, "add_team_person"), TYPED)
    assert client.get(reverse("pilots:team_person", args=[person.pk])).status_code == 200
    client.post(reverse("pilots:team_person", args=[person.pk]), {**TYPED, "name": "Aino A."})
    client.post(reverse("pilots:move_team_person", args=[person.pk]), {"to": "down"})
    assert list(pilot.team.order_by("place").values_list("name", flat=True)) == ["Eero Esimerkki", "Aino A."]
    assert list(pilot.team.filter(is_chair=True).values_list("name", flat=True)) == ["Aino A."]
    client.post(reverse("pilots:delete_team_person", args=[person.pk]))
    assert pilot.team.count() == 1


def test_what_is_wrong_stays_typed(pilot, sign_in):
    answer = sign_in("preparer").post(url(pilot, "add_team_person"), {**TYPED, "profession": " "})
    assert answer.status_code == 422
    assert "Eero Esimerkki" in answer.content.decode()
    assert not pilot.team.exists()


def test_members_read_it_and_only_the_coordinators_people_name(pilot, person, register, cast, sign_in):
    invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    participant = sign_in("participant")
    words = participant.get(url(pilot)).content.decode()
    assert "Aino Ahava" in words
    assert url(pilot, "add_team_person") not in words
    assert participant.get(url(pilot, "add_team_person")).status_code == 403
    assert participant.post(reverse("pilots:delete_team_person", args=[person.pk])).status_code == 403
    assert sign_in("outsider").get(url(pilot)).status_code == 404
    assert sign_in("outsider").post(reverse("pilots:delete_team_person", args=[person.pk])).status_code == 404


def test_a_call_without_the_rule_has_no_such_page(pilot, programme, sign_in):
    programme.eligibility = []
    programme.save()
    assert sign_in("preparer").get(url(pilot)).status_code == 404
