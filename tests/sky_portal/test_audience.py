"""Every URL declares for whom it is, and the middleware holds to it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from sky_portal.accounts.enums import Role
from sky_portal.audience import DEMO, PUBLIC, SIGNED_IN, STAFF, AudienceMiddleware, audience, declared, roles
from tests.addresses import walk


def test_every_view_declares_its_audience():
    missing = [name or repr(view) for name, view, _arguments in walk() if declared(view, name) is None]
    assert not missing, f"@audience(...) is missing on {missing}"


def test_what_is_for_everybody_is_named_here():
    """A new public page is a decision: it is written down by adding it to this list."""
    public = {
        name
        for name, view, _arguments in walk()
        if declared(view, name) == PUBLIC and not name.startswith(("account_", "socialaccount_", "openid_"))
    }
    assert public == {
        "",
        "live",
        "ready",
        "set_language",
        "front",
        "grants:call",
        "grants:call_calendar",
        "grants:news",
        "grants:news_item",
        "grants:news_feed",
        "grants:can_we_apply",
        "grants:choices",
        "ui:accessibility",
        "ui:privacy",
        "ui:appearance",
        "accounts:session",
        "accounts:keep_alive",
        "accounts:invitation",
        "accounts:invitation_account",
        "accounts:access_link",
        "accounts:registry_link",
        "mfa_authenticate",
    }


def page(request):
    return HttpResponse("shown")


class Match:
    view_name = ""


@pytest.fixture
def judge(cast):
    """What the middleware says to a character about a view: None lets them in."""

    def ask(of, who, method="get", **extra):
        request = getattr(RequestFactory(), method)("/x/?y=1", **extra)
        request.user, request.resolver_match, request.session = cast[who], Match, {}
        view = audience(of)(page) if of else page
        return AudienceMiddleware(page).process_view(request, view, (), {})

    return ask


def test_a_view_without_audience_is_closed_to_everybody(judge):
    for who in ("visitor", "preparer", "call_administrator"):
        with pytest.raises(ImproperlyConfigured):
            judge(None, who)


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_visitors_are_sent_to_sign_in_by_every_method(judge, method):
    assert judge(PUBLIC, "visitor", method) is None
    for of in (SIGNED_IN, STAFF, roles(Role.PREPARER)):
        answer = judge(of, "visitor", method)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_the_way_back_is_the_page_asked_for(judge):
    assert judge(SIGNED_IN, "visitor")["Location"].endswith("?next=/x/%3Fy%3D1")
    assert judge(SIGNED_IN, "visitor", "delete")["Location"].endswith("?next=/fi/home/")


def test_a_page_for_others_is_not_there(judge):
    of = roles(Role.PRESENTING_OFFICER, Role.EVALUATOR)
    assert judge(of, "presenting_officer") is None
    assert judge(of, "evaluator") is None
    for who in ("preparer", "signatory", "outsider", "finance", "reader"):
        with pytest.raises(Http404):
            judge(of, who)


def test_the_demos_pages_are_there_in_the_demo_only(judge, settings):
    settings.DEMO = False
    with pytest.raises(Http404):
        judge(DEMO, "visitor")
    settings.DEMO = True
    assert judge(DEMO, "visitor") is None


def test_the_admin_has_no_door_of_its_own(client, sign_in, db):
    assert client.get("/admin/").status_code == 302
    for method in ("get", "post"):
        assert getattr(client, method)("/admin/login/").status_code == 404
        assert getattr(sign_in("call_administrator"), method)("/admin/login/").status_code == 404


def test_an_address_that_is_none_is_404(client, db):
    for address in ("/fi/no-such-page/", "/no-such-page/", "/xx/"):
        assert client.get(address, follow=True).status_code == 404


def test_the_root_leads_to_a_language(client, db):
    answer = client.get("/", headers={"Accept-Language": "sv"})
    assert answer["Location"] == "/sv/"
