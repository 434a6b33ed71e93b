"""The condition of the SKY call at its edges, with real rows and the portal's own verbs."""

import pytest

from pilots.eligibility import verdict_of
from pilots.models import Municipality, Pilot
from pilots.services import confirm_member, invite_member, leave_member, start_pilot
from sky_portal.accounts.cast import MEMBER_SINCE
from sky_portal.accounts.enums import OrganisationKind, Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.cases.services import open_case
from sky_portal.workflow import StepRefused


def signatory_of(organisation: Organisation) -> User:
    user, _made = User.objects.get_or_create(email=f"signatory@{organisation.pk}.example")
    since = {"starts_on": MEMBER_SINCE}
    Membership.objects.get_or_create(
        user=user, organisation=organisation, role=Role.SIGNATORY, defaults=since
    )
    return user


def join(pilot: Pilot, *organisations: Organisation, actor: User) -> None:
    for organisation in organisations:
        member = invite_member(pilot, organisation=organisation, actor=actor)
        confirm_member(member, actor=signatory_of(organisation))


@pytest.fixture
def training_school(db) -> Organisation:
    names = {"name_fi": "Savonlinnan normaalikoulu", "name_sv": "Nyslotts övningsskola"}
    return Organisation.objects.create(
        case=open_case("organisation"), kind=OrganisationKind.TRAINING_SCHOOL, **names
    )


@pytest.mark.parametrize(("pupils", "enough"), [(19_999, False), (20_000, False), (20_001, True)])
def test_one_municipality_needs_more_than_twenty_thousand_pupils(pilot, register, pupils, enough):
    Municipality.objects.filter(organisation=register["iisalmi"]).update(school_age=pupils)
    assert verdict_of(pilot).eligible is enough


def test_four_confirmed_are_enough_and_the_coordinator_counts(pilot, register, cast):
    join(pilot, register["lapinlahti"], register["siilinjarvi"], actor=cast["preparer"])
    assert not verdict_of(pilot).eligible
    join(pilot, register["sonkajarvi"], actor=cast["preparer"])
    assert pilot.members.count() == 4
    assert verdict_of(pilot).eligible


def test_three_and_one_unanswered_are_not(pilot, register, cast):
    join(pilot, register["lapinlahti"], register["siilinjarvi"], actor=cast["preparer"])
    invite_member(pilot, organisation=register["sonkajarvi"], actor=cast["preparer"])
    verdict = verdict_of(pilot)
    assert not verdict.eligible
    assert "unanswered" in {reason.code for reason in verdict.reasons}


def test_four_providers_of_which_three_are_municipalities_are_not(pilot, register, training_school, cast):
    join(pilot, register["lapinlahti"], register["siilinjarvi"], training_school, actor=cast["preparer"])
    verdict = verdict_of(pilot)
    assert not verdict.eligible
    assert "not_municipality" in {reason.code for reason in verdict.reasons}


def test_the_same_municipality_twice_counts_once(pilot, register, cast):
    join(pilot, register["lapinlahti"], register["siilinjarvi"], actor=cast["preparer"])
    with pytest.raises(StepRefused):
        invite_member(pilot, organisation=register["lapinlahti"], actor=cast["preparer"])
    lapinlahti = pilot.members.get(organisation=register["lapinlahti"])
    leave_member(lapinlahti, actor=signatory_of(register["lapinlahti"]))
    join(pilot, register["lapinlahti"], actor=cast["preparer"])
    assert pilot.members.filter(organisation=register["lapinlahti"]).count() == 1
    assert not verdict_of(pilot).eligible


def test_the_coordinator_is_not_counted_again_as_a_member(programme, register, cast):
    pilot = start_pilot(programme, name="X", coordinator=register["iisalmi"], actor=cast["preparer"])
    with pytest.raises(StepRefused):
        invite_member(pilot, organisation=register["iisalmi"], actor=cast["preparer"])
    join(pilot, register["lapinlahti"], register["siilinjarvi"], actor=cast["preparer"])
    assert not verdict_of(pilot).eligible
