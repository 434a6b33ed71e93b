"""The consortium's page: seen by its members, acted on by those who may."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilots.services import confirm_member, invite_member, start_pilot


def page(pilot) -> str:
    return reverse("pilots:members", args=[pilot.case_id])


@pytest.fixture
def invited(pilot, register, cast):
    return invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])


def test_the_members_people_see_it_and_others_do_not(pilot, invited, cast, sign_in):
    status = {key: sign_in(key).get(page(pilot)).status_code for key in cast}
    assert {key for key, code in status.items() if code == 200} == {"preparer", "signatory", "participant"}
    assert status["outsider"] == status["presenting_officer"] == 404
    assert status["visitor"] == 302


def test_the_coordinator_invites(pilot, register, sign_in):
    url = reverse("pilots:invite", args=[pilot.case_id])
    client = sign_in("preparer")
    answer = client.post(url, {"organisation": register["lapinlahti"].pk}, follow=True)
    assert "Lapinlahti on kutsuttu" in answer.content.decode()
    assert "ei voinut lähettää viestiä" not in answer.content.decode()


def test_the_coordinator_is_told_when_nobody_can_be_written_to(pilot, register, sign_in):
    sonkajarvi = register["sonkajarvi"]
    sonkajarvi.memberships.all().delete()
    type(sonkajarvi).objects.filter(pk=sonkajarvi.pk).update(registry_email="")
    url = reverse("pilots:invite", args=[pilot.case_id])
    words = sign_in("preparer").post(url, {"organisation": sonkajarvi.pk}, follow=True).content.decode()
    assert "ei voinut lähettää viestiä" in words
    assert "ei allekirjoittajaa eikä kirjaamon osoitetta" in words


def test_who_may_see_but_not_do_is_told_so(pilot, invited, register, sign_in):
    url = reverse("pilots:invite", args=[pilot.case_id])
    other = {"organisation": register["siilinjarvi"].pk}
    assert sign_in("participant").post(url, other).status_code == 403
    assert sign_in("outsider_signatory").post(url, other).status_code == 404
    assert pilot.members.count() == 2


def test_the_list_says_who_answered_when_by_what_decision(pilot, invited, cast, sign_in):
    confirm_member(invited, decision_number="12 §", decision_date=date(2021, 3, 9), actor=cast["participant"])
    words = sign_in("preparer").get(page(pilot)).content.decode()
    for part in (str(cast["participant"]), "12 §", "9.3.2021"):
        assert part in words


def test_an_overlap_is_shown_to_both(pilot, invited, programme, register, cast, sign_in):
    other = start_pilot(programme, name="Varje dag", coordinator=register["vaasa"], actor=cast["outsider"])
    invite_member(other, organisation=register["lapinlahti"], actor=cast["outsider"])
    assert "Varje dag, jota koordinoi Vaasa" in sign_in("preparer").get(page(pilot)).content.decode()
    assert "Jokainen koulupäivä" in sign_in("outsider").get(page(other)).content.decode()


def test_who_belongs_already_cannot_be_chosen(pilot, invited, sign_in):
    url = reverse("pilots:invite", args=[pilot.case_id])
    answer = sign_in("preparer").post(url, {"organisation": invited.organisation_id})
    assert answer.status_code == 422


def test_query_count_does_not_grow_with_members(pilot, register, cast, sign_in):
    client = sign_in("preparer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(pilot)).status_code == 200
        return len(captured)

    queries()
    one = queries()
    for key in ("lapinlahti", "siilinjarvi", "sonkajarvi"):
        invite_member(pilot, organisation=register[key], actor=cast["preparer"])
    assert queries() == one
