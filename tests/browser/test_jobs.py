"""A job's progress without reloading, and the pages of messages, in a real browser."""

import re
import uuid

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sky_portal.cases import access
from sky_portal.cases.services import open_case
from sky_portal.jobs import claims, services
from sky_portal.messaging.models import Message, MessageState
from sky_portal.messaging.services import queue

pytestmark = pytest.mark.browser

HTML = '<!doctype html><html lang="fi"><title>Hei</title><h1>Hei</h1><p>Teksti</p></html>'


@pytest.fixture
def case(cast, monkeypatch):
    """A case that the preparer may read."""
    monkeypatch.setattr(access, "_READERS", {"tests": lambda user, case: user == cast["preparer"]})
    return open_case("tests")


@pytest.fixture
def job(case):
    return services.enqueue("messaging.send", key="browser", case=case, message=uuid.uuid4())


@pytest.fixture
def as_preparer(server, new_page, sign_in, cast):
    """Makes pages on which the preparer is signed in."""

    def opened(**options):
        page = new_page(**options)
        sign_in(page, cast["preparer"])
        return page

    return opened


def test_progress_is_followed_and_the_page_comes_anew_when_it_is_ready(as_preparer, job):
    page = as_preparer()
    page.goto(reverse("jobs:detail", args=[job.pk]))
    box = page.locator("[data-job-state]")
    expect(box).to_have_attribute("data-job-state", "active")
    expect(page.locator("[data-without-js]")).to_be_hidden()
    held = claims.claim(job.pk)
    claims.report(held, 60)
    expect(page.locator("progress")).to_have_attribute("value", "60")
    expect(page.locator("[data-without-js]")).to_be_hidden()
    with page.expect_navigation():
        claims.complete(held, None)
    expect(box).to_have_attribute("data-job-state", "done")


def test_a_failure_offers_to_try_again(as_preparer, job, axe):
    page = as_preparer()
    address = reverse("jobs:detail", args=[job.pk])
    page.goto(address)
    claims.fail(claims.claim(job.pk), "no disk", for_good=True)
    button = page.locator("[data-job-state=failed] button")
    expect(button).to_be_visible()
    assert axe(page) == []
    button.click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.locator("[data-job-state]")).to_have_attribute("data-job-state", "active")


def test_without_javascript_the_advice_stands(as_preparer, job):
    page = as_preparer(java_script_enabled=False)
    page.goto(reverse("jobs:detail", args=[job.pk]))
    expect(page.locator("[data-without-js]")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_messages(as_preparer, cast, case, axe, width):
    page = as_preparer(width=width)
    for to in (cast["preparer"], "kirjaamo@iisalmi.example"):
        queue(to=to, language="fi", subject="Vastaanottoilmoitus", text="Hei\n\nKatso", html=HTML, case=case)
    unknown = queue(to=cast["preparer"], language="sv", subject="Kvitto", text="Hej", case=case)
    Message.objects.filter(pk=unknown.pk).update(state=MessageState.UNKNOWN)
    shown = Message.objects.exclude(html="").first()
    found = []
    for path in (
        reverse("messaging:inbox"),
        reverse("messaging:detail", args=[unknown.pk]),
        reverse("messaging:outbox"),
        reverse("messaging:outbox_message", args=[shown.pk]),
    ):
        page.goto(path)
        found += axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert found == []
