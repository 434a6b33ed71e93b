"""Signing in by real requests: nobody is told who has an account, nobody is shut out by another."""

from pathlib import Path

import allauth
import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from sky_portal.accounts.models import User
from sky_portal.accounts.throttle import COOKIE
from tests.cast import PASSWORD

HOME = "10.0.0.1"
ELSEWHERE = "203.0.113.7"
SIGNATORY = "signatory@iisalmi.example"
PREPARER = "preparer@iisalmi.example"
# What allauth says of things that the portal does not have, or that speak for themselves.
UNSAID = ("logged_", "login_code", "phone_", "webauthn_", "account_connected_updated")


class CountingHasher(MD5PasswordHasher):
    """A real hasher that counts its work."""

    worked = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).worked += 1
        return super().encode(password, salt)


@pytest.fixture
def hashing(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.worked = 0
    return CountingHasher


def is_in(client) -> bool:
    return SESSION_KEY in client.session


def test_signs_in_and_out(client, cast, log_in):
    answer = log_in(client, "Preparer@Iisalmi.example")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("home")
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_sign_out_needs_a_button(client, cast, log_in):
    log_in(client, PREPARER)
    client.get(reverse("account_logout"))
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_for_the_same_work(
    client, hashing, cast, log_in
):
    hashing.worked = 0
    known = log_in(client, PREPARER, "wrong password")
    work_of_known, hashing.worked = hashing.worked, 0
    unknown = log_in(client, "nobody@nowhere.example", "wrong password")
    assert known.status_code == unknown.status_code == 200
    told = [list(r.context["form"].non_field_errors()) for r in (known, unknown)]
    assert told[0] == told[1] != []
    assert work_of_known == hashing.worked == 1


def test_a_new_account_and_an_existing_address_get_the_same_answer(client, hashing, cast, mails):
    answers, work = [], []
    for email in ("new@siilinjarvi.example", PREPARER):
        hashing.worked = 0
        data = {
            "name": "Uusi",
            "email": email,
            "password1": "pitkä-salasana-1",
            "password2": "pitkä-salasana-1",
        }
        answers.append(client.post(reverse("account_signup"), data))
        work.append(hashing.worked)
        client.cookies.clear()
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"] == reverse("account_email_verification_sent")
    assert work[0] == work[1] == 1
    assert len(mails("new@siilinjarvi.example")) == len(mails(PREPARER)) == 1
    assert all(mail.confidential for mail in mails(PREPARER))


def test_a_new_account_opens_when_its_address_is_confirmed_by_a_button(client, cast, mails, link_in, log_in):
    email = "new@siilinjarvi.example"
    data = {"name": "Uusi", "email": email, "password1": "pitkä-salasana-1", "password2": "pitkä-salasana-1"}
    client.post("/sv" + reverse("account_signup")[3:], data)
    person = User.objects.get(email=email)
    assert (person.name, person.language) == ("Uusi", "sv")
    (mail,) = mails(email)
    assert mail.language == "sv"
    log_in(client, email, "pitkä-salasana-1")
    assert not is_in(client)
    link = link_in(mail)
    client.get(link)
    assert not person.emailaddress_set.get().verified
    client.post(link)
    assert person.emailaddress_set.get().verified
    client.cookies.clear()
    log_in(client, email, "pitkä-salasana-1")
    assert is_in(client)


@pytest.mark.parametrize(
    ("asked_for", "kept"), [("/fi/calls/sky-2021/start/", True), ("https://evil.example/", False)]
)
def test_a_new_person_goes_on_to_the_page_asked_for(client, cast, mails, link_in, log_in, asked_for, kept):
    email = "new@siilinjarvi.example"
    data = {"name": "Uusi", "email": email, "password1": "pitkä-salasana-1", "password2": "pitkä-salasana-1"}
    client.post(reverse("account_signup"), {**data, "next": asked_for})
    # The mail may be read in another browser.
    client.cookies.clear()
    link = link_in(mails(email)[0])
    page = client.get(link)
    assert (f'name="next" value="{asked_for}"' in page.content.decode()) is kept
    answer = client.post(link.partition("?")[0], {"next": asked_for})
    # The page asked for sends to the sign-in and back by itself.
    assert (answer["Location"] == asked_for) is kept
    assert "evil" not in answer["Location"]


def test_a_new_password_by_mail(client, cast, mails, link_in, log_in):
    for email in (PREPARER, "nobody@nowhere.example"):
        answer = client.post(reverse("account_reset_password"), {"email": email})
        assert answer["Location"] == reverse("account_reset_password_done")
        assert len(mails(email)) == 1
    form = client.get(link_in(mails(PREPARER)[0]), follow=True)
    data = {"password1": "uusi-pitkä-salasana", "password2": "uusi-pitkä-salasana"}
    client.post(form.context["action_url"], data)
    log_in(client, PREPARER, "uusi-pitkä-salasana")
    assert is_in(client)
    assert "salasana" not in mails(PREPARER)[1].text or mails(PREPARER)[1].confidential


def test_failures_elsewhere_do_not_lock_the_right_password(client, cast, log_in):
    for _ in range(12):
        answer = log_in(client, SIGNATORY, "wrong", REMOTE_ADDR=ELSEWHERE)
    assert "email_password_mismatch" not in str(answer.context["form"].errors.as_data())
    stranger = log_in(client, SIGNATORY, PASSWORD, REMOTE_ADDR=ELSEWHERE)
    assert stranger.status_code == 200
    assert not is_in(client)
    log_in(client, SIGNATORY, PASSWORD, REMOTE_ADDR=HOME)
    assert is_in(client)


def test_one_account_hammered_does_not_lock_the_rest_of_the_office(client, cast, log_in):
    for _ in range(200):
        log_in(client, SIGNATORY, "wrong", REMOTE_ADDR=HOME)
    log_in(client, PREPARER, PASSWORD, REMOTE_ADDR=HOME)
    assert is_in(client)


def test_an_office_signs_in_at_once(cast, log_in):
    for _ in range(60):
        browser = Client(REMOTE_ADDR=HOME)
        log_in(browser, SIGNATORY, "typo")
        log_in(browser, SIGNATORY, PASSWORD)
        log_in(browser, PREPARER, PASSWORD)
        assert is_in(browser)


def test_guessing_many_accounts_from_one_address_ends(client, cast, log_in):
    for number in range(101):
        answer = log_in(client, f"person{number}@example.example", "guess", REMOTE_ADDR=ELSEWHERE)
    assert "too_many_login_attempts" in _codes(answer)
    answer = log_in(client, PREPARER, PASSWORD, REMOTE_ADDR=ELSEWHERE)
    assert not is_in(client)
    log_in(client, PREPARER, PASSWORD, REMOTE_ADDR=HOME)
    assert is_in(client)


def test_a_browser_known_before_is_not_shut_out_by_its_neighbours(client, cast, log_in):
    log_in(client, SIGNATORY, PASSWORD, REMOTE_ADDR=HOME)
    assert COOKIE in client.cookies
    client.post(reverse("account_logout"))
    neighbour = Client(REMOTE_ADDR=HOME)
    for _ in range(7):
        log_in(neighbour, SIGNATORY, "wrong")
    log_in(neighbour, SIGNATORY, PASSWORD)
    assert not is_in(neighbour)
    log_in(client, SIGNATORY, PASSWORD, REMOTE_ADDR=HOME)
    assert is_in(client)


def test_a_known_browser_is_throttled_too(client, cast, log_in):
    log_in(client, SIGNATORY, PASSWORD)
    client.post(reverse("account_logout"))
    for _ in range(6):
        answer = log_in(client, SIGNATORY, "wrong")
    assert "too_many_login_attempts" in _codes(answer)


def test_a_forged_mark_of_a_known_browser_is_worth_nothing(client, cast, log_in):
    client.cookies[COOKIE] = "forged:forged:forged"
    for _ in range(6):
        answer = log_in(client, SIGNATORY, "wrong")
    assert "too_many_login_attempts" in _codes(answer)


def test_a_written_header_neither_evades_nor_frames(client, cast, log_in, settings):
    """The visitor writes what is left; our proxy writes the last place."""
    settings.TRUSTED_PROXIES = 1
    for number in range(6):
        chain = f"198.51.100.{number}, {ELSEWHERE}"
        answer = log_in(client, SIGNATORY, "wrong", HTTP_X_FORWARDED_FOR=chain)
    assert "too_many_login_attempts" in _codes(answer)
    log_in(client, SIGNATORY, PASSWORD, HTTP_X_FORWARDED_FOR=f"{ELSEWHERE}, {HOME}")
    assert is_in(client)


def _codes(answer) -> str:
    errors = answer.context["form"].errors.as_data()
    return " ".join(str(error.code) for found in errors.values() for error in found)


@pytest.mark.parametrize("page", ["account_reset_password", "account_signup"])
def test_a_mail_leads_to_the_portal_whatever_host_was_asked(client, cast, mails, settings, page):
    settings.ALLOWED_HOSTS = ["*"]
    name = {"name": "Uusi", "password1": "pitkä-salasana-1", "password2": "pitkä-salasana-1"}
    for email in (PREPARER, "new@iisalmi.example"):
        client.post(reverse(page), {"email": email, **name}, HTTP_HOST="evil.example")
        message = mails(email)[0]
        assert settings.BASE_URL in message.text
        assert "evil.example" not in message.text + message.html


@pytest.mark.parametrize("app", ["account", "mfa", "socialaccount"])
def test_every_notice_is_in_the_portal_s_own_words(app):
    folder = Path(allauth.__file__).parent / "templates" / app / "messages"
    said = [path.name for path in folder.iterdir() if not path.name.startswith(UNSAID)]
    assert said
    for name in said:
        assert not get_template(f"{app}/messages/{name}").origin.name.startswith(str(folder)), name
