"""Who sees a pilot and its members: both faces of every rule, over the whole cast."""

import pytest

from pilots import rules
from pilots.enums import MemberState
from pilots.models import Member, Pilot
from pilots.services import (
    confirm_member,
    decline_member,
    invite_member,
    leave_member,
    remove_member,
    start_pilot,
)
from pilots.workflows import MEMBER
from sky_portal.accounts.rules import is_official
from sky_portal.cases.access import may_read
from tests.agreement import both_faces_agree


@pytest.fixture
def members(pilot, register, programme, cast) -> dict[str, Member]:
    """One of every state, and another pilot that Vaasa leads."""
    found = {}
    for key in ("lapinlahti", "siilinjarvi", "sonkajarvi"):
        found[key] = invite_member(pilot, organisation=register[key], actor=cast["preparer"])
    found["lapinlahti"] = confirm_member(found["lapinlahti"], actor=cast["participant"])
    found["sonkajarvi"] = remove_member(found["sonkajarvi"], actor=cast["preparer"])
    start_pilot(programme, name="Varje dag", coordinator=register["vaasa"], actor=cast["outsider"])
    return found


def seen_by(cast, thing) -> set[str]:
    return {key for key, user in cast.items() if thing in type(thing).objects.visible_to(user)}


def test_both_faces_agree(members, cast):
    for rule in (rules.sees_pilot, rules.leads_pilot, rules.is_member):
        both_faces_agree(rule, cast.values(), Pilot.objects.all())
    for rule in (rules.sees_member, rules.leads_members_pilot, rules.signs_for_member, rules.reads_answer):
        both_faces_agree(rule, cast.values(), Member.objects.all())
    for step in MEMBER.steps.values():
        both_faces_agree(step.rule, cast.values(), Member.objects.all())


def test_the_members_people_see_the_pilot_and_nobody_else(members, pilot, cast):
    assert seen_by(cast, pilot) == {"preparer", "signatory", "participant"}


def test_what_hangs_on_the_case_is_read_by_who_sees_the_pilot(members, pilot, cast):
    assert {key for key, user in cast.items() if may_read(user, pilot.case)} == seen_by(cast, pilot)


def test_both_faces_of_partnership_agree_on_what_a_pilot_has(members, cast):
    both_faces_agree(rules.is_partner, cast.values(), Member.objects.all())
    lapinlahti = members["lapinlahti"]
    assert rules.is_partner.test(cast["participant"], lapinlahti)
    Member.objects.filter(pk=lapinlahti.pk).update(state=MemberState.INVITED)
    assert not rules.is_partner.test(cast["participant"], lapinlahti)


def test_who_leaves_or_declines_sees_their_own_answer_only(members, pilot, cast):
    gone = leave_member(members["lapinlahti"], actor=cast["participant"])
    assert seen_by(cast, pilot) == {"preparer", "signatory"}
    assert set(Member.objects.visible_to(cast["participant"])) == {gone}
    invite_member(pilot, organisation=gone.organisation, actor=cast["preparer"])
    declined = decline_member(gone, actor=cast["participant"])
    assert seen_by(cast, pilot) == {"preparer", "signatory"}
    assert set(Member.objects.visible_to(cast["participant"])) == {declined}


def test_who_is_removed_sees_nothing(members, pilot, cast):
    remove_member(members["lapinlahti"], actor=cast["preparer"])
    assert not Member.objects.visible_to(cast["participant"]).exists()
    assert not Pilot.objects.visible_to(cast["participant"]).exists()
    # The page of the invitation's mail still says what became of it, to whoever would have answered.
    asked = {key for key, user in cast.items() if members["lapinlahti"] in Member.objects.asked_of(user)}
    assert asked == {"preparer", "signatory", "participant"}


def test_an_invitation_is_on_the_signatorys_list_of_things_to_do(pilot, register, cast):
    def waiting(who: str) -> set[Member]:
        return {member for _step, things in MEMBER.todos(cast[who]) for member in things}

    member = invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    assert waiting("participant") == {member}
    assert [step.name for step in MEMBER.available(cast["participant"], member)] == [
        "confirm_member",
        "decline_member",
    ]
    assert waiting("signatory") == set()
    confirm_member(member, actor=cast["participant"])
    assert waiting("participant") == set()


def test_later_layers_open_pilots_to_their_readers(members, pilot, cast, monkeypatch):
    monkeypatch.setattr(rules, "_readers", [])
    rules.register_reader(is_official)
    assert "presenting_officer" in seen_by(cast, pilot)
    assert "evaluator" not in seen_by(cast, pilot)
    both_faces_agree(rules.sees_pilot, cast.values(), Pilot.objects.all())
