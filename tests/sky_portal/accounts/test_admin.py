"""The admin shows who may sign in how, opens nobody's account and tells no secret."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import reverse

from sky_portal.accounts.models import User
from sky_portal.admin import Inspection

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def maintainer(client, db):
    client.force_login(User.objects.create_superuser("maintainer@portal.example", "a-password-of-theirs"))
    return client


@pytest.fixture
def factor(cast):
    return Authenticator.objects.create(
        user=cast["registrar"], type=Authenticator.Type.TOTP, data={"secret": SECRET}
    )


def test_every_page_of_the_admin_is_for_inspection():
    assert {
        type(model).__name__ for model in admin.site._registry.values() if not isinstance(model, Inspection)
    } == set()


def test_a_second_factor_keeps_its_secret_and_can_be_taken_away(maintainer, factor):
    page = maintainer.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    assert page.status_code == 200
    assert SECRET not in page.text
    maintainer.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()


def test_no_address_is_confirmed_for_somebody_else(maintainer, cast):
    data = {"user": cast["registrar"].pk, "email": "evil@nowhere.example", "verified": "on"}
    assert maintainer.post(reverse("admin:account_emailaddress_add"), data).status_code == 403
    known = EmailAddress.objects.get(user=cast["registrar"])
    change = reverse("admin:account_emailaddress_change", args=[known.pk])
    assert maintainer.get(change).status_code == 200
    assert maintainer.post(change, data).status_code == 403
