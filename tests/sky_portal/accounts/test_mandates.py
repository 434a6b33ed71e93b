"""A register of mandates behind the sign-in: memberships with an end, brought up to date each time."""

from datetime import timedelta

import pytest

from sky_portal import clock
from sky_portal.accounts.enums import MembershipSource, Role
from sky_portal.accounts.mandates import Mandate, apply_mandates, take_mandates
from sky_portal.accounts.models import Membership
from sky_portal.audit.models import AuditEvent


class Register:
    """A register that answers what the identity provider's claims say."""

    def mandates(self, sociallogin):
        return sociallogin["mandates"]


class Silent:
    def mandates(self, sociallogin):
        raise TimeoutError("no answer")


@pytest.fixture
def mandate(providers):
    until = clock.today() + timedelta(days=90)
    return Mandate(providers["siilinjarvi"].business_id, Role.SIGNATORY, until)


def test_without_an_adapter_nothing_happens(cast, mandate):
    assert take_mandates(cast["preparer"], sociallogin={"mandates": [mandate]}) == []


def test_a_mandate_becomes_a_membership_with_an_end(settings, cast, mandate, providers):
    settings.MANDATE_ADAPTER = f"{__name__}.Register"
    take_mandates(cast["preparer"], sociallogin={"mandates": [mandate]})
    found = Membership.objects.get(user=cast["preparer"], role=Role.SIGNATORY)
    assert (found.ends_on, found.source) == (mandate.valid_until, MembershipSource.MANDATE)
    assert AuditEvent.objects.filter(case=providers["siilinjarvi"].case, verb="grant_membership").count() == 1


def test_a_shorter_mandate_shortens_and_a_gone_one_removes(cast, mandate, providers):
    preparer = cast["preparer"]
    apply_mandates(preparer, mandates=[mandate])
    sooner = Mandate(mandate.business_id, mandate.role, mandate.valid_until - timedelta(days=30))
    (found,) = apply_mandates(preparer, mandates=[sooner])
    assert found.ends_on == sooner.valid_until
    apply_mandates(preparer, mandates=[])
    assert not preparer.has_role(Role.SIGNATORY)
    assert preparer.has_role(Role.PREPARER)
    told = AuditEvent.objects.filter(case=providers["siilinjarvi"].case).order_by("seq")
    assert [event.verb for event in told] == ["grant_membership", "extend_membership", "remove_membership"]


def test_what_the_portal_granted_stays(cast, providers):
    until = clock.today() + timedelta(days=1)
    mandate = Mandate(providers["iisalmi"].business_id, Role.PREPARER, until)
    apply_mandates(cast["preparer"], mandates=[mandate])
    apply_mandates(cast["preparer"], mandates=[])
    assert Membership.objects.get(user=cast["preparer"]).ends_on is None


def test_a_silent_register_changes_nothing(settings, cast, mandate):
    apply_mandates(cast["preparer"], mandates=[mandate])
    settings.MANDATE_ADAPTER = f"{__name__}.Silent"
    assert take_mandates(cast["preparer"], sociallogin={}) == []
    assert cast["preparer"].has_role(Role.SIGNATORY)


def test_what_the_register_may_not_say(cast, mandate):
    wrong = [
        Mandate("0000000-0", Role.SIGNATORY, mandate.valid_until),
        Mandate(mandate.business_id, Role.DECISION_MAKER, mandate.valid_until),
        Mandate(mandate.business_id, Role.SIGNATORY, clock.today() - timedelta(days=1)),
    ]
    assert apply_mandates(cast["preparer"], mandates=wrong) == []
    assert Membership.objects.filter(user=cast["preparer"]).count() == 1
