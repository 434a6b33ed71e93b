"""Reminding, removing, inviting again, leaving: by buttons, and asked about where something is lost."""

import pytest
from django.urls import reverse

from pilots.enums import MemberState
from pilots.models import Member
from pilots.services import confirm_member, decline_member, invite_member


@pytest.fixture
def invited(pilot, register, cast) -> Member:
    return invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])


def step(member, name: str) -> str:
    return reverse("pilots:step", args=[member.pk, name])


def ending(member, name: str) -> str:
    return reverse("pilots:ending", args=[member.pk, name])


def page(pilot) -> str:
    return reverse("pilots:members", args=[pilot.case_id])


def state_of(member) -> str:
    return Member.objects.get(pk=member.pk).state


def test_the_coordinator_reminds_once_a_day(invited, sign_in):
    client = sign_in("preparer")
    assert (
        "Muistutus lähetettiin" in client.post(step(invited, "remind_member"), follow=True).content.decode()
    )
    words = client.post(step(invited, "remind_member"), follow=True).content.decode()
    assert "jo tänään" in words


def test_an_unanswered_member_is_removed_at_once(pilot, invited, sign_in):
    client = sign_in("preparer")
    assert step(invited, "remove_member") in client.get(page(pilot)).content.decode()
    client.post(step(invited, "remove_member"), {"seen": "invited"})
    assert state_of(invited) in (MemberState.REMOVED,)


def test_a_confirmed_one_is_asked_about(pilot, invited, cast, sign_in):
    confirm_member(invited, actor=cast["participant"])
    client = sign_in("preparer")
    assert ending(invited, "remove_member") in client.get(page(pilot)).content.decode()
    words = client.get(ending(invited, "remove_member")).content.decode()
    assert "on vahvistanut osallistumisensa" in words
    assert state_of(invited) in (MemberState.CONFIRMED,)
    client.post(step(invited, "remove_member"), {"seen": "confirmed"})
    assert state_of(invited) in (MemberState.REMOVED,)


def test_who_confirmed_meanwhile_is_not_removed_and_it_is_said(invited, cast, sign_in):
    confirm_member(invited, actor=cast["participant"])
    answer = sign_in("preparer").post(step(invited, "remove_member"), {"seen": "invited"}, follow=True)
    assert state_of(invited) in (MemberState.CONFIRMED,)
    assert "Mitään ei muutettu. Lapinlahti ehti ensin: Vahvistettu" in answer.content.decode()


def test_a_member_leaves_after_being_asked(invited, cast, sign_in):
    confirm_member(invited, actor=cast["participant"])
    client = sign_in("participant")
    assert "saa heti ilmoituksen" in client.get(ending(invited, "leave_member")).content.decode()
    answer = client.post(step(invited, "leave_member"), follow=True)
    assert state_of(invited) in (MemberState.LEFT,)
    assert "on jäänyt pois pilotista" in answer.content.decode()


def test_who_said_no_is_asked_again(pilot, invited, cast, sign_in):
    decline_member(invited, actor=cast["participant"])
    client = sign_in("preparer")
    assert step(invited, "invite_member") in client.get(page(pilot)).content.decode()
    client.post(step(invited, "invite_member"))
    assert state_of(invited) in (MemberState.INVITED,)


def test_a_get_changes_nothing_and_answers_are_given_elsewhere(invited, sign_in):
    client = sign_in("participant")
    assert client.get(step(invited, "leave_member")).status_code == 405
    assert client.post(step(invited, "confirm_member")).status_code == 404
    assert client.get(ending(invited, "confirm_member")).status_code == 404
    assert client.get(ending(invited, "remove_member")).status_code == 404
    assert client.post(step(invited, "remove_member")).status_code == 403
