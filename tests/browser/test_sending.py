"""Sending from a mail on a phone; a broken line; a draft in print: by keyboard and without scripts too."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from grants.models import Application, Submission
from grants.services.application import ask_signatory
from sky_portal import clock
from sky_portal.documents.models import Document
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740, "has_touch": True}
ADDRESS = "tiedoksiannot@iisalmi.example"
# Two minutes are a person's; the machine's own part must be a fraction of them.
MOST_SECONDS, MOST_TAPS = 30, 5
WORDS = {
    "fi": ("Lähetä hakemus", "Hakemus on saapunut", "Siirry lähettämään", "Kyllä, sähköpostitse"),
    "sv": ("Skicka ansökan", "Ansökan har kommit in", "Gå direkt till att skicka", "Ja, per e-post"),
}


@pytest.fixture
def ready(open_call: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's application that lacks nothing; its four municipalities have confirmed."""
    others = [providers[key] for key in ("lapinlahti", "siilinjarvi", "sonkajarvi")]
    with clock.standing_at(factories.OPEN):
        made = factories.make_ready(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        factories.join(made, *others, actor=cast["preparer"])
    return made


def check_page(application: Application) -> str:
    return f"/fi/applications/{application.case_id}/check/"


def link_in_mail(application: Application, cast: dict[str, Any], language: str) -> str:
    """The path that stands in the signatory's mail."""
    signatory = cast["signatory"]
    signatory.language = language
    signatory.save()
    with clock.standing_at(factories.OPEN):
        ask_signatory(application, actor=cast["preparer"])
    mail = Message.objects.get(rule="grants.please_sign", recipient=signatory)
    found = next(word for word in mail.text.split() if str(application.case_id) in word)
    return urlsplit(found).path


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_from_the_mail_to_the_receipt_on_a_phone(new_page, ready, cast, axe, language):
    """By one thumb: sign in, jump to the sending, consent, attest, send."""
    page, path = new_page(**PHONE), link_in_mail(ready, cast, language)
    send, arrived, jump, consent = WORDS[language]
    began, taps = time.monotonic(), 0
    page.goto(path)
    Person(page).sign_in(cast["signatory"].email)
    taps += 1
    expect(page.get_by_text("22\u00a0800\u00a0€").first).to_be_visible()
    page.get_by_role("link", name=jump, exact=True).tap()
    expect(page.locator("#id_service_email")).to_be_hidden()
    page.get_by_label(consent).tap()
    page.locator("#id_attestation").tap()
    expect(page.locator("#id_service_email")).to_have_value("kirjaamo@iisalmi.example")
    assert (axe(page), page.evaluate(OVERFLOW)) == ([], [])
    page.get_by_role("button", name=send, exact=True).tap()
    taps += 4
    expect(page.get_by_role("heading", level=1)).to_have_text(arrived)
    assert taps <= MOST_TAPS
    seconds = time.monotonic() - began
    assert seconds < MOST_SECONDS
    assert page.evaluate(OVERFLOW) == []
    content = Submission.objects.get().content["application"]
    assert content["service"] == {"email": "kirjaamo@iisalmi.example"}


def test_a_double_press_sends_once(page, ready, cast, sign_in):
    sign_in(page, cast["signatory"])
    page.goto(check_page(ready))
    page.locator("#id_attestation").check()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    page.get_by_role("button", name="Lähetä hakemus").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hakemus on saapunut")
    assert (len(asked), Submission.objects.count()) == (1, 1)


@pytest.mark.parametrize("reached", [True, False])
def test_when_the_line_breaks_the_page_says_that_it_is_not_known(page, ready, cast, sign_in, reached):
    """Whether the portal got it or not, the page is the same; sending again is right in both cases."""
    sign_in(page, cast["signatory"])
    page.goto(check_page(ready))

    def breaks(route: Route) -> None:
        if reached:
            route.fetch()
        route.abort("connectionreset")

    page.route("**/submit/", breaks)
    page.get_by_label("Kyllä, sähköpostitse").check()
    page.locator("#id_service_email").fill(ADDRESS)
    page.locator("#id_attestation").check()
    page.get_by_role("button", name="Lähetä hakemus").click()
    told = page.get_by_role("alert").filter(has_text="eikä vielä tiedetä, saapuiko hakemus")
    expect(told).to_be_focused()
    expect(page.locator("#id_service_email")).to_have_value(ADDRESS)
    assert Submission.objects.count() == reached
    page.unroute("**/submit/")
    page.get_by_role("button", name="Lähetä hakemus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hakemus on saapunut")
    assert Submission.objects.count() == 1


def test_what_is_refused_comes_as_a_page(page, ready, cast, sign_in):
    """The attestation is missing: the summary takes the focus, the consent stays chosen."""
    sign_in(page, cast["signatory"])
    page.goto(check_page(ready))
    page.get_by_label("Kyllä, sähköpostitse").check()
    page.get_by_role("button", name="Lähetä hakemus").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Kyllä, sähköpostitse")).to_be_checked()
    assert not Submission.objects.exists()


LOOKS = {"by keyboard": {}, "without scripts": {"java_script_enabled": False}}


@pytest.mark.parametrize("look", LOOKS)
def test_a_draft_in_print_and_the_sending(new_page: Callable[..., Page], ready, cast, look, axe):
    page = new_page(**LOOKS[look])
    person = Person(page, keyboard=look == "by keyboard")
    person.open(check_page(ready))
    person.sign_in(cast["signatory"].email)
    person.press("link", "Hakemus PDF-tiedostona")
    person.press("button", "Tee luonnos")
    expect(page.locator("[data-job-state=active]")).to_be_visible()
    if look == "by keyboard":
        assert axe(page) == []
    drain()
    if look == "without scripts":
        page.reload()
    link = page.get_by_role("link", name=Document.objects.get(kind="draft").name)
    expect(link).to_be_visible(timeout=10_000)
    with page.expect_download():
        person.press_it(link)
    person.open(check_page(ready))
    person.press_it(page.locator("details.whole summary"))
    if look == "by keyboard":
        expect(page.get_by_text(factories.ANSWERS["purpose"])).to_be_visible()
        # Arrows move within the group, as Tab moves between groups.
        person.reach(page.get_by_label("Ei, asiakirjat lähetetään postitse"))
        page.keyboard.press("ArrowDown")
    else:
        page.get_by_label("Kyllä, sähköpostitse").check()
    person.write(page.locator("#id_service_email"), ADDRESS)
    person.tick(page.locator("#id_attestation"))
    person.press("button", "Lähetä hakemus")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hakemus on saapunut")
    assert Submission.objects.get().content["application"]["service"] == {"email": ADDRESS}
