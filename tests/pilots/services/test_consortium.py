"""A consortium comes together, and every change of it leaves a version and an audit event."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from pilots.eligibility import verdict_of
from pilots.enums import MemberState
from pilots.models import Member, MembershipVersion, Pilot
from pilots.services import (
    confirm_member,
    decline_member,
    invite_member,
    leave_member,
    remove_member,
    start_pilot,
)
from sky_portal.accounts.cast import MEMBER_SINCE
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden, StepRefused


def signatory_of(organisation: Organisation) -> User:
    user = User.objects.create_user(f"signatory@{organisation.pk}.example")
    Membership.objects.create(
        user=user, organisation=organisation, role=Role.SIGNATORY, starts_on=MEMBER_SINCE
    )
    return user


@pytest.fixture
def invited(pilot, register, cast) -> Member:
    return invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])


def versions(pilot: Pilot) -> list[tuple[int, list[tuple[str, str]]]]:
    return [
        (version.number, sorted((m["name_fi"], m["state"]) for m in version.members))
        for version in MembershipVersion.objects.filter(pilot=pilot)
    ]


def verbs(pilot: Pilot) -> list[tuple[str, str, str]]:
    return [(e.verb, e.source, e.target) for e in AuditEvent.objects.filter(case=pilot.case).order_by("seq")]


def test_the_pilot_of_the_story_becomes_eligible(pilot, register, cast):
    assert not verdict_of(pilot).eligible
    for key in ("lapinlahti", "siilinjarvi", "sonkajarvi"):
        member = invite_member(pilot, organisation=register[key], actor=cast["preparer"])
        confirm_member(member, actor=signatory_of(register[key]))
    assert verdict_of(pilot).eligible
    pilot.refresh_from_db()
    assert pilot.membership_version == 7


def test_every_change_leaves_a_version_and_an_event(pilot, invited, cast):
    confirm_member(invited, actor=cast["participant"])
    leave_member(invited, actor=cast["participant"])
    again = invite_member(pilot, organisation=invited.organisation, actor=cast["signatory"])
    remove_member(again, actor=cast["signatory"])
    leader = ("Iisalmi", "leading")
    assert versions(pilot) == [
        (1, [leader]),
        (2, [leader, ("Lapinlahti", "invited")]),
        (3, [leader, ("Lapinlahti", "confirmed")]),
        (4, [leader]),
        (5, [leader, ("Lapinlahti", "invited")]),
        (6, [leader]),
    ]
    assert verbs(pilot) == [
        ("start_pilot", "", ""),
        ("invite_member", "", "invited"),
        ("confirm_member", "invited", "confirmed"),
        ("leave_member", "confirmed", "left"),
        ("invite_member", "left", "invited"),
        ("remove_member", "invited", "removed"),
    ]
    last = AuditEvent.objects.filter(case=pilot.case).order_by("-seq")[0]
    assert last.facts == {"organisation": invited.organisation_id, "membership_version": 6}


def test_an_answer_names_who_gave_it_and_an_invitation_clears_it(pilot, invited, cast):
    confirmed = confirm_member(invited, actor=cast["participant"])
    assert (confirmed.answered_by, confirmed.answered_at is not None) == (cast["participant"], True)
    leave_member(invited, actor=cast["participant"])
    again = invite_member(pilot, organisation=invited.organisation, actor=cast["preparer"])
    assert (again.pk, again.answered_by, again.answered_at) == (invited.pk, None, None)


@pytest.mark.parametrize("who", ["preparer", "signatory", "outsider_signatory", "presenting_officer"])
def test_only_the_members_own_signatory_answers(invited, cast, who):
    for answer in (confirm_member, decline_member):
        with pytest.raises(StepForbidden):
            answer(invited, actor=cast[who])
    invited.refresh_from_db()
    assert invited.state in (MemberState.INVITED,)
    assert invited.pilot.membership_version == 2


@pytest.mark.parametrize("who", ["participant", "outsider", "presenting_officer", "call_administrator"])
def test_only_the_coordinators_people_invite_and_remove(pilot, invited, register, cast, who):
    with pytest.raises(PermissionDenied):
        invite_member(pilot, organisation=register["siilinjarvi"], actor=cast[who])
    with pytest.raises(StepForbidden):
        remove_member(invited, actor=cast[who])
    assert pilot.members.count() == 2
    assert MembershipVersion.objects.count() == 2


def test_nobody_starts_a_pilot_for_another_organisation(register, programme, cast):
    for who in ("outsider", "participant", "presenting_officer"):
        with pytest.raises(PermissionDenied):
            start_pilot(programme, name="X", coordinator=register["iisalmi"], actor=cast[who])
    assert not Pilot.objects.exists()


def test_only_education_providers_take_part(pilot, cast):
    ministry = Organisation.objects.get(code="OKM")
    with pytest.raises(ValidationError):
        invite_member(pilot, organisation=ministry, actor=cast["preparer"])


def test_a_pilot_needs_a_name(register, programme, cast):
    with pytest.raises(ValidationError):
        start_pilot(programme, name="  ", coordinator=register["iisalmi"], actor=cast["preparer"])
    assert not Pilot.objects.exists()


def test_who_belongs_is_not_invited_twice_and_the_leader_stays(pilot, invited, register, cast):
    with pytest.raises(StepRefused):
        invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    with pytest.raises(StepRefused):
        invite_member(pilot, organisation=register["iisalmi"], actor=cast["preparer"])
    with pytest.raises(StepRefused):
        remove_member(pilot.members.get(organisation=register["iisalmi"]), actor=cast["signatory"])
    assert MembershipVersion.objects.count() == 2


def test_the_database_keeps_one_leader_and_an_answers_evidence(pilot, invited):
    for state in (MemberState.LEADING, MemberState.CONFIRMED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.filter(pk=invited.pk).update(state=state)


def test_a_version_is_never_changed(pilot):
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipVersion.objects.update(members=[])
