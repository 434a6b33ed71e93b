"""The consortium's page: seen by its members, acted on by those who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilots.enums import MemberState
from pilots.services import invite_member


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


def test_the_coordinator_invites_and_the_invited_confirms(pilot, register, sign_in):
    url = reverse("pilots:invite", args=[pilot.case_id])
    answer = sign_in("preparer").post(url, {"organisation": register["lapinlahti"].pk}, follow=True)
    assert "Lapinlahti on kutsuttu" in answer.content.decode()
    member = pilot.members.get(organisation=register["lapinlahti"])
    confirm = reverse("pilots:step", args=[member.pk, "confirm_member"])
    participant = sign_in("participant")
    assert confirm in participant.get(page(pilot)).content.decode()
    assert participant.post(confirm).status_code == 302
    member.refresh_from_db()
    assert member.state in (MemberState.CONFIRMED,)
    assert "ehti ensin" in participant.post(confirm, follow=True).content.decode()


def test_who_may_see_but_not_do_is_told_so(pilot, invited, register, sign_in):
    url = reverse("pilots:invite", args=[pilot.case_id])
    other = {"organisation": register["siilinjarvi"].pk}
    assert sign_in("participant").post(url, other).status_code == 403
    assert (
        sign_in("preparer").post(reverse("pilots:step", args=[invited.pk, "confirm_member"])).status_code
        == 403
    )
    assert sign_in("outsider_signatory").post(url, other).status_code == 404
    assert (
        sign_in("outsider_signatory")
        .post(reverse("pilots:step", args=[invited.pk, "confirm_member"]))
        .status_code
        == 404
    )
    assert pilot.members.count() == 2


def test_a_get_changes_nothing_and_an_unknown_step_is_not_there(invited, sign_in):
    client = sign_in("participant")
    assert client.get(reverse("pilots:step", args=[invited.pk, "confirm_member"])).status_code == 405
    assert client.post(reverse("pilots:step", args=[invited.pk, "invite_member"])).status_code == 404


def test_who_declines_goes_home(pilot, invited, sign_in):
    answer = sign_in("participant").post(reverse("pilots:step", args=[invited.pk, "decline_member"]))
    assert answer["Location"] == reverse("home")


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
