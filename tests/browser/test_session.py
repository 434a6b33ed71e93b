"""The session's end in a real browser: a warning, nothing lost, nothing for anybody else."""

import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from sky_portal.accounts import idle
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser

TEXT = "Kirjoitettu ennen istunnon päättymistä"


@pytest.fixture
def at_me(new_page, sign_in, cast, server):
    """The preparer's own page, its browser's clock in our hands."""

    def open_page(**options):
        page = new_page(**options)
        page.clock.install()
        sign_in(page, cast["preparer"])
        page.goto("/fi/me/")
        return page

    return open_page


def age_sessions(minutes: int) -> None:
    """The server's side of waiting."""
    from django.contrib.sessions.backends.db import SessionStore

    for row in Session.objects.order_by("pk"):
        store = SessionStore(row.session_key)
        store[idle.SEEN] = int(time.time()) - minutes * 60
        store.save()


def test_warns_and_stays_signed_in(at_me):
    page = at_me()
    age_sessions(28)
    page.clock.fast_forward("28:00")
    warning = page.locator("#session-warning")
    expect(warning).to_be_visible()
    with page.expect_response("**/session/keep/"):
        warning.get_by_role("button").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("10:00")
    expect(page.locator("#session-ended")).to_be_hidden()
    page.reload()
    expect(page.locator("#id_name")).to_be_visible()


def test_the_end_holds_the_form_back_until_signed_in_again(at_me, sign_in, cast):
    page = at_me()
    page.fill("#id_name", TEXT)
    age_sessions(31)
    page.clock.fast_forward("31:00")
    ended = page.locator("#session-ended")
    expect(ended).to_be_visible()
    ended.locator("[data-close]").click()
    page.locator("#main form button[type=submit]").first.click()
    expect(ended).to_be_visible()
    assert page.input_value("#id_name") == TEXT
    ended.locator("[data-close]").click()
    sign_in(page, cast["preparer"])
    page.locator("#main form button[type=submit]").first.click()
    expect(page.locator(".notices")).to_be_visible()
    cast["preparer"].refresh_from_db()
    assert cast["preparer"].name == TEXT


def test_somebody_else_signed_in_meanwhile_saves_nothing(at_me, sign_in, cast):
    page = at_me()
    page.fill("#id_name", TEXT)
    age_sessions(31)
    page.clock.fast_forward("31:00")
    page.locator("#session-ended [data-close]").click()
    sign_in(page, cast["signatory"])
    page.locator("#main form button[type=submit]").first.click()
    expect(page.locator("#session-other")).to_be_visible()
    cast["signatory"].refresh_from_db()
    assert cast["signatory"].name != TEXT


@pytest.mark.parametrize(("who", "comes_back"), [("preparer", True), ("signatory", False)])
def test_the_copy_comes_back_to_its_writer_only(at_me, sign_in, cast, who, comes_back):
    page = at_me()
    page.fill("#id_name", TEXT)
    age_sessions(31)
    page.clock.fast_forward("31:00")
    expect(page.locator("#session-ended")).to_be_visible()
    sign_in(page, cast[who])
    page.goto("/fi/me/")
    expect(page.locator("#session-restored")).to_be_visible(visible=comes_back)
    assert (page.input_value("#id_name") == TEXT) is comes_back


def test_without_scripts_the_text_comes_back_after_signing_in(new_page, sign_in, cast, server):
    page = new_page(java_script_enabled=False)
    sign_in(page, cast["preparer"])
    page.goto("/fi/me/")
    page.fill("#id_name", TEXT)
    age_sessions(31)
    page.locator("#main form button[type=submit]").first.click()
    page.fill("#id_login", cast["preparer"].email)
    page.fill("#id_password", PASSWORD)
    page.locator("#main form button[type=submit]").first.click()
    expect(page.locator("blockquote").first).to_have_text(TEXT)
    page.get_by_role("link", name="Avaa lomakkeella").click()
    assert page.input_value("#id_name") == TEXT
    page.locator("#main form button[type=submit]").first.click()
    cast["preparer"].refresh_from_db()
    assert cast["preparer"].name == TEXT


@pytest.mark.parametrize("path", ["account/login/", "account/signup/", "me/", "access/?q=iisalmi", "people/"])
def test_pages_are_accessible(new_page, sign_in, axe, cast, server, path):
    page = new_page(width=360)
    if not path.startswith("account"):
        sign_in(page, cast["signatory"])
    page.goto(f"/fi/{path}")
    assert axe(page) == []
