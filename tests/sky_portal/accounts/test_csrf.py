"""A form whose token is old offers everything again, but never to a foreign page's request."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD

OWN = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
TEXT = "Kirjoitettu toisessa välilehdessä & säilyy"


@pytest.fixture
def page():
    return reverse("accounts:me")


def token_in(html: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html).group(1)


def owner_in(html: str) -> str:
    return re.search(r'name="kept_owner" value="([^"]+)"', html).group(1)


def sign_in_for_real(browser: Client, email: str) -> None:
    login = reverse("account_login")
    token = token_in(browser.get(login).content.decode())
    data = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post(login, data, **OWN).status_code == 302


@pytest.fixture
def stale(cast, page):
    """A form opened before signing in again in another tab: its token no longer fits."""

    def make(again="preparer@iisalmi.example"):
        browser = Client(enforce_csrf_checks=True)
        sign_in_for_real(browser, "preparer@iisalmi.example")
        html = browser.get(page).content.decode()
        token = token_in(browser.get(page).content.decode())
        browser.post(reverse("account_logout"), {"csrfmiddlewaretoken": token}, **OWN)
        sign_in_for_real(browser, again)
        fields = {"name": TEXT, "language": "fi", "csrfmiddlewaretoken": token_in(html)}
        return browser, {**fields, "kept_owner": owner_in(html)}

    return make


def test_everything_is_offered_for_sending_again(stale, page, cast):
    browser, fields = stale()
    answer = browser.post(page, fields, **OWN)
    assert answer.status_code == 403
    assert dict(answer.context["fields"]) == {"name": TEXT, "language": "fi"}
    again = {**dict(answer.context["fields"]), "csrfmiddlewaretoken": token_in(answer.content.decode())}
    assert browser.post(page, again, **OWN).status_code == 302
    cast["preparer"].refresh_from_db()
    assert cast["preparer"].name == TEXT


@pytest.mark.parametrize(
    "origin",
    [
        {},
        {"HTTP_ORIGIN": "http://evil.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
    ],
)
def test_a_foreign_request_is_not_laundered(stale, page, origin):
    browser, fields = stale()
    answer = browser.post(page, fields, **origin)
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()


def test_anothers_form_is_not_sent_in_ones_own_name(stale, page):
    browser, fields = stale(again="signatory@iisalmi.example")
    answer = browser.post(page, fields, **OWN)
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()


def test_a_password_is_never_written_into_a_page(db):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("account_login"), {"login": "a@b.example", "password": "hush-hush"}, **OWN)
    assert answer.status_code == 403
    assert "hush-hush" not in answer.content.decode()
