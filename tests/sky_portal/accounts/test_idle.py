"""The session ends after idle time by the real clock, and its row is seldom written."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from sky_portal.accounts import idle

START = "2026-03-02T08:00:00+00:00"


@pytest.fixture
def page():
    return reverse("accounts:me")


def test_ends_after_idle_time_and_not_before(sign_in, page):
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in("preparer")
        assert browser.get(page).status_code == 200
        clock.shift(timedelta(minutes=29, seconds=59))
        assert browser.get(page).status_code == 200
        clock.shift(timedelta(minutes=30, seconds=1))
        answer = browser.get(page)
        assert answer["Location"].startswith(reverse("account_login"))
        assert SESSION_KEY not in browser.session


def test_the_domain_clock_does_not_end_a_session(sign_in, page):
    from sky_portal import clock

    browser = sign_in("preparer")
    browser.get(page)
    with clock.standing_at(clock.helsinki(2023, 7, 31)):
        assert browser.get(page).status_code == 200


def test_the_row_is_written_at_most_once_a_minute(sign_in, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def writes(browser) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(page).status_code == 200
        return sum("UPDATE" in q["sql"] and "django_session" in q["sql"] for q in found)

    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in("preparer")
        browser.get(page)
        clock.shift(timedelta(seconds=59))
        assert writes(browser) == 0
        clock.shift(timedelta(seconds=1))
        assert writes(browser) == 1
        assert writes(browser) == 0


def test_what_a_page_asks_by_itself_is_no_sign_of_a_person(sign_in, page):
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in("preparer")
        browser.get(page)
        for _ in range(6):
            clock.shift(timedelta(minutes=5, seconds=1))
            state = browser.get(reverse("accounts:session"), headers={"X-Poll": "1"}).json()
        assert state == {"signed_in": False, "left": 0, "owner": "", "token": ""}


def test_a_page_that_only_polls_elsewhere_does_not_prolong_it(sign_in, page):
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in("preparer")
        browser.get(page)
        clock.shift(timedelta(minutes=20))
        assert browser.get(page, headers={"X-Poll": "1"}).status_code == 200
        clock.shift(timedelta(minutes=11))
        assert browser.get(page).status_code == 302


def test_staying_signed_in_by_the_button(sign_in, page):
    with time_machine.travel(START, tick=False) as clock:
        browser = sign_in("preparer")
        browser.get(page)
        clock.shift(timedelta(minutes=28))
        assert browser.get(reverse("accounts:session"), headers={"X-Poll": "1"}).json()["left"] == 120
        assert browser.post(reverse("accounts:keep_alive")).json()["left"] == 1800
        clock.shift(timedelta(minutes=28))
        assert browser.get(page).status_code == 200


def test_a_script_is_told_plainly(client, db, page):
    answer = client.post(page, {"name": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert client.get(page, headers={"X-Requested-With": "fetch"}).status_code == 401


def test_the_owner_is_told_without_telling_who(cast):
    marks = {idle.owner_mark(person) for person in cast.values()}
    assert len(marks) == len(cast)
    assert idle.owner_mark(cast["visitor"]) == ""


def test_no_cache_keeps_a_signed_in_page(sign_in, page, client, db):
    told = sign_in("preparer").get(page)["Cache-Control"]
    assert "private" in told
    assert "no-cache" in told
    assert "private" not in client.get("/fi/").get("Cache-Control", "")


def test_whoever_is_deactivated_is_out_at_once(sign_in, cast, page):
    browser = sign_in("preparer")
    assert browser.get(page).status_code == 200
    cast["preparer"].is_active = False
    cast["preparer"].save()
    assert browser.get(page)["Location"].startswith(reverse("account_login"))
