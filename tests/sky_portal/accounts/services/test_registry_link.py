"""The registry's link: whoever holds it names who signs, a few times a day, until somebody does."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sky_portal import clock
from sky_portal.accounts import tokens
from sky_portal.accounts.enums import InvitationState, Role
from sky_portal.accounts.models import Invitation, RegistryLink, User
from sky_portal.accounts.services import invitation as invitations
from sky_portal.accounts.services.registry_link import (
    INVITED_A_DAY,
    SomebodySigns,
    by_token,
    has_expired,
    invite_signatory,
    make_link,
)
from sky_portal.audit.models import AuditEvent, AuditPayload
from sky_portal.messaging.models import Message

TO = "johtaja@siilinjarvi.example"


@pytest.fixture
def siilinjarvi(providers):
    return providers["siilinjarvi"]


@pytest.fixture
def link(siilinjarvi) -> RegistryLink:
    return make_link(siilinjarvi, continue_to="/fi/members/1/answer/")[0]


def expire(link: RegistryLink) -> None:
    RegistryLink.objects.filter(pk=link.pk).update(expires_at=tokens.expiry(timedelta(seconds=-1)))
    link.refresh_from_db()


def person(email: str = TO) -> User:
    user = User.objects.create_user(email, name="Tiina Johtaja")
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def test_the_database_keeps_no_token(siilinjarvi):
    link, token = make_link(siilinjarvi)
    assert token not in str(link.__dict__)
    assert by_token(token) == link
    assert by_token(token[:-1] + "x") is None
    expire(link)
    assert by_token(token) is None
    assert has_expired(token)
    assert not has_expired("never-was")


def test_the_named_person_gets_an_ordinary_invitation(link, siilinjarvi):
    offer = invite_signatory(link, email=f" {TO.upper()}", clerk="Kirsti Kirjaaja")
    assert (offer.email, offer.role, offer.invited_by) == (TO, Role.SIGNATORY, None)
    assert (offer.registry_link, offer.continue_to) == (link, link.continue_to)
    [mail] = Message.objects.filter(address=TO)
    assert "kirjaamo kutsuu sinut" in mail.text
    assert mail.confidential
    event = AuditEvent.objects.get(case=siilinjarvi.case, verb="invite")
    assert (event.actor, event.facts["registry_link"]) == (None, link.pk)
    assert "Kirsti" not in str(event.facts)
    assert AuditPayload.objects.get(event=event).data["clerk"] == "Kirsti Kirjaaja"


def test_who_accepts_signs_and_the_trail_tells_by_which_link(link, siilinjarvi):
    offer = invite_signatory(link, email=TO, clerk="Kirsti")
    membership = invitations.accept(offer, actor=person())
    assert (membership.role, membership.organisation, membership.granted_by) == (
        Role.SIGNATORY,
        siilinjarvi,
        None,
    )
    assert AuditEvent.objects.get(case=siilinjarvi.case, verb="accept").facts["registry_link"] == link.pk


def test_a_newer_invitation_to_the_same_address_replaces_the_first(link):
    first = invite_signatory(link, email=TO, clerk="Kirsti")
    second = invite_signatory(link, email=TO, clerk="Kirsti")
    first.refresh_from_db()
    assert first.state in (InvitationState.WITHDRAWN,)
    assert second.state in (InvitationState.SENT,)


def test_a_registry_invites_a_few_a_day_whatever_the_link(link, siilinjarvi):
    noon = clock.helsinki(2021, 3, 15, 12)
    with clock.standing_at(noon):
        for number in range(INVITED_A_DAY):
            invite_signatory(link, email=f"n{number}@x.example", clerk="Kirsti")
        another, _token = make_link(siilinjarvi)
        with pytest.raises(ValidationError):
            invite_signatory(another, email=TO, clerk="Kirsti")
    with clock.standing_at(noon + timedelta(days=1, minutes=1)):
        invite_signatory(link, email=TO, clerk="Kirsti")
    assert Invitation.objects.count() == INVITED_A_DAY + 1


def test_once_somebody_signs_the_link_names_nobody(link):
    invitations.accept(invite_signatory(link, email=TO, clerk="Kirsti"), actor=person())
    with pytest.raises(SomebodySigns):
        invite_signatory(link, email="toinen@x.example", clerk="Kirsti")


def test_an_old_link_names_nobody(link):
    expire(link)
    with pytest.raises(PermissionDenied):
        invite_signatory(link, email=TO, clerk="Kirsti")
    assert not Invitation.objects.exists()


def test_what_is_no_address_is_refused(link):
    with pytest.raises(ValidationError):
        invite_signatory(link, email="ei osoite", clerk="Kirsti")
    assert not Invitation.objects.exists()
