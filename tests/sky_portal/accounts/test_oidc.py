"""Signing in through an identity provider: the whole flow against a real one on loopback."""

import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, User
from tests.sky_portal.accounts.identity_provider import CLIENT, SECRET, IdentityProvider

PREPARER = "preparer@iisalmi.example"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture(scope="module")
def running():
    provider = IdentityProvider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings):
    app = {
        "provider_id": "sso",
        "name": "Virasto-ID",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": running.issuer, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return running


@pytest.fixture
def through(client, provider):
    """The person's way: the button, the provider, back."""

    def go(sub, email, *, process="login", verified=True, name="Tunnistettu Henkilö"):
        provider.person = {"sub": sub, "email": email, "email_verified": verified, "name": name}
        start = reverse("openid_connect_login", args=["sso"]) + f"?process={process}"
        there = client.post(start)["Location"]
        assert there.startswith(provider.issuer)
        with pytest.raises(HTTPError) as redirect:
            urllib.request.build_opener(_NoRedirect).open(there)
        redirect.value.close()
        back = urlsplit(redirect.value.headers["Location"])
        return client.get(f"{back.path}?{back.query}", follow=True)

    return go


def signed_in(client) -> int | None:
    return int(client.session[SESSION_KEY]) if SESSION_KEY in client.session else None


def connect(client, log_in, through, sub="42") -> None:
    log_in(client, PREPARER)
    through(sub, "work@state.example", process="connect")
    client.post(reverse("account_logout"))


def test_the_button_is_on_the_page_only_when_configured(client, db, settings):
    assert "Virasto-ID" not in client.get(reverse("account_login")).content.decode()


def test_a_get_leads_nowhere(client, provider, db):
    answer = client.get(reverse("openid_connect_login", args=["sso"]))
    assert answer.status_code == 200
    assert "Virasto-ID" in client.get(reverse("account_login")).content.decode()


def test_the_owner_connects_and_signs_in(client, cast, log_in, through):
    connect(client, log_in, through)
    assert SocialAccount.objects.get().user == cast["preparer"]
    assert signed_in(client) is None
    through("42", "work@state.example")
    assert signed_in(client) == cast["preparer"].pk


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_alone_takes_no_account_over(client, cast, through, mails, verified):
    page = through("evil", PREPARER, verified=verified)
    assert page.resolver_match.view_name == "socialaccount_signup"
    assert signed_in(client) is None
    client.post(reverse("socialaccount_signup"), {"name": "Evil", "email": PREPARER})
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()
    assert mails(PREPARER)[0].subject


def test_a_free_address_gets_the_same_page(client, cast, through):
    page = through("new", "free@state.example")
    assert page.resolver_match.view_name == "socialaccount_signup"
    assert page.context["form"].initial["name"] == "Tunnistettu Henkilö"


def test_a_new_person_confirms_the_address_though_the_provider_vouches(client, cast, through, mails, link_in):
    through("new", "new@state.example", verified=True)
    client.post(reverse("socialaccount_signup"), {"name": "Uusi", "email": "new@state.example"})
    assert signed_in(client) is None
    person = User.objects.get(email="new@state.example")
    assert not person.emailaddress_set.get().verified
    client.post(link_in(mails("new@state.example")[0]))
    through("new", "new@state.example")
    assert signed_in(client) == person.pk


def test_another_providers_subject_is_another_person(client, cast, log_in, through):
    connect(client, log_in, through)
    through("43", "work@state.example")
    assert signed_in(client) is None


def test_a_wrong_state_is_refused(client, cast, provider):
    answer = client.get(reverse("openid_connect_callback", args=["sso"]) + "?code=code-0&state=forged")
    assert answer.status_code in (200, 401, 403)
    assert signed_in(client) is None


def test_mandates_come_with_the_sign_in(client, providers, log_in, through, settings):
    connect(client, log_in, through)
    settings.MANDATE_ADAPTER = f"{__name__}.FromClaims"
    through("42", providers["siilinjarvi"].business_id + "@mandates.example")
    assert Membership.objects.get(user__email=PREPARER, role=Role.SIGNATORY).ends_on is not None


class FromClaims:
    """Reads the mandate out of what the provider has said."""

    def mandates(self, sociallogin):
        from datetime import timedelta

        from sky_portal import clock
        from sky_portal.accounts.mandates import Mandate

        said = sociallogin.account.extra_data["userinfo"]["email"].split("@")[0]
        return [Mandate(said, Role.SIGNATORY, clock.today() + timedelta(days=30))]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("strong", [True, False])
def test_a_provider_that_asks_for_a_second_factor(client, log_in, through, settings, strong):
    connect(client, log_in, through)
    opposite = Membership.objects.get(role=Role.READER).organisation
    Membership.objects.filter(user__email=PREPARER).update(role=Role.READER, organisation=opposite)
    settings.SECOND_FACTOR_FOR_OFFICIALS, settings.OIDC_IS_STRONG = True, strong
    through("42", "work@state.example")
    assert client.get(reverse("accounts:me")).status_code == (200 if strong else 302)
