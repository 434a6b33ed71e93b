"""An invitation works once, for its own address, for two weeks by the real clock."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from sky_portal import clock
from sky_portal.accounts import tokens
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Invitation, Membership
from sky_portal.accounts.services.invitation import accept, by_token, invite, withdraw
from sky_portal.accounts.workflows import INVITATION
from sky_portal.audit.models import AuditEvent, AuditPayload
from sky_portal.workflow import StepForbidden, StepRefused


@pytest.fixture
def offer(cast, providers):
    """Iisalmi offers Vaasa's preparer a place."""
    return invite(
        providers["iisalmi"], email="Preparer@Vasa.example ", role=Role.PREPARER, actor=cast["signatory"]
    )


def test_the_mail_holds_the_token_and_the_database_its_digest(offer, mails, link_in):
    (mail,) = mails("preparer@vasa.example")
    token = link_in(mail).rstrip("/").rsplit("/", 1)[1]
    assert by_token(token) == offer
    assert offer.token_hash == tokens.digest(token) != token
    assert mail.confidential
    assert mail.case == offer.case


def test_accepted_once(cast, offer, providers):
    membership = accept(offer, actor=cast["outsider"])
    assert membership.organisation == providers["iisalmi"]
    assert membership.granted_by == cast["signatory"]
    cast["outsider"].forget_memberships()
    assert providers["iisalmi"].pk in cast["outsider"].organisations_as(Role.PREPARER)
    with pytest.raises(StepRefused):
        accept(offer, actor=cast["outsider"])
    assert Membership.objects.filter(user=cast["outsider"]).count() == 2
    found = AuditEvent.objects.filter(case=offer.case).order_by("seq").values_list("verb", flat=True)
    assert list(found) == ["invite", "grant_membership", "accept"]


def test_bound_to_its_address(cast, offer):
    for key in ("preparer", "outsider_signatory", "call_administrator", "signatory"):
        with pytest.raises(StepForbidden):
            accept(offer, actor=cast[key])
    cast["outsider"].emailaddress_set.update(verified=False)
    with pytest.raises(StepForbidden):
        accept(offer, actor=cast["outsider"])


def test_two_weeks_by_the_real_clock(cast, offer):
    with time_machine.travel(offer.expires_at + timedelta(seconds=1)), pytest.raises(StepForbidden):
        accept(offer, actor=cast["outsider"])
    with clock.standing_at(clock.now() + timedelta(days=700)):
        assert accept(offer, actor=cast["outsider"])


def test_withdrawn(cast, offer):
    with pytest.raises(StepForbidden):
        withdraw(offer, actor=cast["preparer"])
    withdraw(offer, actor=cast["signatory"])
    with pytest.raises(StepRefused):
        accept(offer, actor=cast["outsider"])


def test_a_second_offer_replaces_the_first(cast, offer, providers):
    again = invite(
        providers["iisalmi"], email="preparer@vasa.example", role=Role.PREPARER, actor=cast["signatory"]
    )
    assert INVITATION.state(Invitation.objects.get(pk=offer.pk)) == "withdrawn"
    assert accept(again, actor=cast["outsider"])


@pytest.mark.parametrize("key", ["preparer", "participant", "presenting_officer", "call_administrator"])
def test_only_who_manages_invites(cast, providers, key):
    with pytest.raises(PermissionDenied):
        invite(providers["iisalmi"], email="x@y.example", role=Role.PREPARER, actor=cast[key])
    assert not Invitation.objects.exists()


def test_nobody_promotes_themself(cast):
    from sky_portal.accounts.cast import ensure_authorities

    okm = ensure_authorities()["OKM"]
    administrator = cast["call_administrator"]
    with pytest.raises(ValidationError):
        invite(okm, email=administrator.email.upper(), role=Role.DECISION_MAKER, actor=administrator)
    assert invite(okm, email="new@okm.example", role=Role.DECISION_MAKER, actor=administrator)


def test_dates_and_roles_are_judged(cast, providers):
    today = clock.today()
    wrong = (
        {"role": Role.FINANCE},
        {"role": Role.PREPARER, "starts_on": today, "ends_on": today - timedelta(days=1)},
        {"role": Role.PREPARER, "starts_on": today - timedelta(days=9), "ends_on": today - timedelta(days=1)},
    )
    for fields in wrong:
        with pytest.raises(ValidationError):
            invite(providers["iisalmi"], email="x@y.example", actor=cast["signatory"], **fields)
    assert not Invitation.objects.exists()


def test_the_address_lies_only_where_it_can_be_erased(offer):
    event = AuditEvent.objects.get(case=offer.case, verb="invite")
    assert "vasa" not in str(event.facts)
    assert AuditPayload.objects.get(event=event).data == {"email": "preparer@vasa.example"}
