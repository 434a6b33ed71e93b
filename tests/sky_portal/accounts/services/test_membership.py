"""Roles are given, ended and removed by those who may, and the last door-keeper stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation
from sky_portal.accounts.services.membership import end_membership, grant_membership, remove_membership
from sky_portal.audit.models import AuditEvent

JULY = (date(2021, 7, 1), date(2021, 7, 31))


@pytest.fixture
def iisalmi(providers):
    return providers["iisalmi"]


@pytest.fixture
def role_of(cast):
    return lambda key: Membership.objects.get(user=cast[key])


def verbs(organisation) -> list[str]:
    return list(
        AuditEvent.objects.filter(case=organisation.case).order_by("seq").values_list("verb", flat=True)
    )


def test_a_substitute_signs_in_july_only(cast, iisalmi):
    preparer = cast["preparer"]
    grant_membership(
        iisalmi,
        user=preparer,
        role=Role.SIGNATORY,
        starts_on=JULY[0],
        ends_on=JULY[1],
        actor=cast["signatory"],
    )
    for day, signs in (((6, 30), False), ((7, 1), True), ((7, 31), True), ((8, 1), False)):
        with clock.standing_at(clock.helsinki(2021, *day, 12)):
            assert preparer.has_role(Role.SIGNATORY) is signs
    assert verbs(iisalmi) == ["grant_membership"]


def test_a_longer_membership_is_one_membership(cast, iisalmi):
    with clock.standing_at(clock.helsinki(2021, 7, 1)):
        for ends_on in (JULY[1], JULY[1] + timedelta(days=14)):
            grant_membership(
                iisalmi,
                user=cast["preparer"],
                role=Role.SIGNATORY,
                starts_on=JULY[0],
                ends_on=ends_on,
                actor=cast["signatory"],
            )
        found = Membership.objects.get(user=cast["preparer"], role=Role.SIGNATORY)
    assert found.ends_on == JULY[1] + timedelta(days=14)
    assert verbs(iisalmi) == ["grant_membership", "extend_membership"]


def test_a_role_that_the_organisation_cannot_have_is_refused(cast, iisalmi):
    with pytest.raises(ValidationError):
        grant_membership(iisalmi, user=cast["preparer"], role=Role.DECISION_MAKER, actor=cast["signatory"])
    assert not cast["preparer"].has_role(Role.DECISION_MAKER)


def test_removal_acts_at_once_and_stays_as_evidence(cast, iisalmi, role_of):
    removed = remove_membership(role_of("preparer"), actor=cast["signatory"])
    cast["preparer"].forget_memberships()
    assert not cast["preparer"].has_role(Role.PREPARER)
    assert removed.removed_by == cast["signatory"]
    assert verbs(iisalmi) == ["remove_membership"]
    remove_membership(role_of("preparer"), actor=cast["signatory"])
    assert verbs(iisalmi) == ["remove_membership"]


def test_whom_one_does_not_manage_one_does_not_remove(cast, role_of):
    for key in ("preparer", "participant", "outsider_signatory", "presenting_officer"):
        if key != "preparer":
            with pytest.raises(PermissionDenied):
                remove_membership(role_of("preparer"), actor=cast[key])
    remove_membership(role_of("preparer"), actor=cast["preparer"])


def test_the_last_signatory_stays_until_another_is_named(cast, iisalmi, role_of):
    signatory = cast["signatory"]
    with pytest.raises(ValidationError):
        remove_membership(role_of("signatory"), actor=signatory)
    with pytest.raises(ValidationError):
        end_membership(role_of("signatory"), on=clock.today(), actor=signatory)
    grant_membership(
        iisalmi,
        user=cast["preparer"],
        role=Role.SIGNATORY,
        ends_on=clock.today() + timedelta(days=30),
        actor=signatory,
    )
    with pytest.raises(ValidationError):
        remove_membership(role_of("signatory"), actor=signatory)
    grant_membership(iisalmi, user=cast["preparer"], role=Role.SIGNATORY, actor=signatory)
    remove_membership(role_of("signatory"), actor=signatory)
    assert not signatory.has_role(Role.SIGNATORY)


def test_whoever_cannot_sign_in_any_more_keeps_no_door(cast, iisalmi, role_of):
    gone = cast["preparer"]
    grant_membership(iisalmi, user=gone, role=Role.SIGNATORY, actor=cast["signatory"])
    gone.is_active = False
    gone.save()
    with pytest.raises(ValidationError):
        remove_membership(role_of("signatory"), actor=cast["signatory"])


def test_the_last_call_administrator_stays(cast, role_of):
    with pytest.raises(ValidationError):
        remove_membership(role_of("call_administrator"), actor=cast["call_administrator"])
    remove_membership(role_of("evaluator"), actor=cast["call_administrator"])


def test_an_end_lies_ahead(cast, role_of):
    with pytest.raises(ValidationError):
        end_membership(role_of("preparer"), on=clock.today() - timedelta(days=1), actor=cast["signatory"])
    ended = end_membership(role_of("preparer"), on=clock.today(), actor=cast["signatory"])
    assert cast["preparer"].has_role(Role.PREPARER)
    with clock.standing_at(clock.now() + timedelta(days=1)):
        assert not cast["preparer"].has_role(Role.PREPARER)
    assert ended.ends_on == clock.today()


def test_removed_today_and_granted_again_today(cast, iisalmi, role_of):
    remove_membership(role_of("preparer"), actor=cast["signatory"])
    for _ in range(2):
        again = grant_membership(iisalmi, user=cast["preparer"], role=Role.PREPARER, actor=cast["signatory"])
        remove_membership(again, actor=cast["signatory"])
    assert Membership.objects.filter(user=cast["preparer"]).count() == 3
    assert Organisation.objects.get(pk=iisalmi.pk)
