"""The pilot's page leads back to the application it is about, and shows its call's stages."""

import pytest
from django.urls import reverse

from pilots.services import confirm_member, invite_member
from sky_portal import clock
from tests.grants import factories


@pytest.fixture
def application(db, cast, providers):
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        yield factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def member(application, cast, providers):
    return invite_member(application.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])


def words(client, application) -> str:
    return client.get(reverse("pilots:members", args=[application.pilot.case_id])).content.decode()


def test_the_applicant_and_who_confirmed_find_the_application_and_the_invited_do_not(
    application, member, cast, sign_in
):
    address = reverse("grants:application", args=[application.case_id])
    assert address in words(sign_in("preparer"), application)
    asked = words(sign_in("participant"), application)
    assert address not in asked
    assert "on kutsuttu mukaan tähän pilottiin" in asked
    confirm_member(member, accepted=member.pilot.programme.commitments, actor=cast["participant"])
    told = words(sign_in("participant"), application)
    assert address in told
    assert "on kutsuttu mukaan" not in told
    assert 'class="horizon"' in told
