"""Adding files in the browser: several with progress, refusals, a broken line, the keyboard, no scripts."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from grants.models import Attachment
from sky_portal import clock
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories
from tests.grants.files import attach, pdf, png

pytestmark = pytest.mark.browser

ASKED = "#id_files_asked-agreement_draft"


@pytest.fixture
def draft(open_call, cast, providers):
    """An empty draft."""
    with clock.standing_at(factories.OPEN):
        return factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def opened(draft, cast, sign_in):
    """Opens the attachments as the preparer, in a page that the test has made."""

    def go(page, language="fi"):
        sign_in(page, cast["preparer"])
        with override(language):
            page.goto(reverse("grants:attachments", args=[draft.case_id]))
        return page

    return go


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def names():
    return [str(one) for one in Attachment.objects.current().order_by("pk")]


def place(page, spot="asked-agreement_draft"):
    return page.locator(f"#place-{spot}")


def test_several_at_once_and_a_refused_one_says_why(page, opened, axe):
    opened(page)
    page.set_input_files(
        ASKED, [file("a.pdf", pdf()), file("huono.pdf", b"MZ"), file("b.png", png()), file("tyhjä.pdf", b"")]
    )
    expect(place(page).get_by_role("link", name="b.png", exact=True)).to_be_visible()
    row = place(page).locator("[data-uploads] li")
    expect(row).to_have_count(2)
    expect(row.first).to_contain_text("huono.pdf")
    expect(row.first).to_contain_text("Tämän tyyppistä tiedostoa ei oteta vastaan")
    expect(row.last).to_contain_text("Tiedosto on tyhjä")
    expect(page.locator("[data-room]")).to_contain_text("Nyt 2 tiedostoa")
    assert names() == ["a.pdf", "b.png"]
    assert axe(page) == []
    row.first.get_by_role("button", name="Poista ilmoitus").click()
    expect(row).to_have_count(1)
    expect(page.locator(ASKED)).to_be_focused()


def test_a_slow_one_shows_how_far_it_is(page, opened):
    opened(page)
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.set_input_files(ASKED, [file("suuri.png", png() + b"\0" * 1_500_000), file("b.png", png("red"))])
    rows = place(page).locator("[data-uploads] li")
    expect(rows.first.locator("[data-state]")).to_contain_text("Lähetetään")
    expect(rows.last).to_contain_text("Odottaa vuoroaan")
    expect(rows.first.locator("[data-state]")).to_contain_text(re.compile(r", [1-9]\d* %"))
    expect(place(page).get_by_role("link", name="b.png", exact=True)).to_be_visible(timeout=30_000)
    assert names() == ["suuri.png", "b.png"]


def test_what_is_larger_than_allowed_is_not_even_sent(page, opened):
    opened(page)
    page.evaluate("document.querySelector('#place-own form').dataset.most = '50'")
    page.set_input_files("#id_files_own", [file("iso.png", png())])
    expect(place(page, "own")).to_contain_text("suurempi kuin 25")
    assert names() == []


def test_a_broken_line_keeps_the_file_for_another_try(page, opened):
    opened(page)
    page.context.set_offline(True)
    page.set_input_files(ASKED, [file("a.pdf", pdf()), file("b.png", png())])
    again = place(page).get_by_role("button", name="Yritä uudelleen a.pdf")
    expect(again).to_be_visible()
    expect(place(page)).to_contain_text("Yhteys katkesi")
    assert names() == []
    page.context.set_offline(False)
    again.click()
    place(page).get_by_role("button", name="Yritä uudelleen b.png").click()
    expect(place(page).get_by_role("link", name="b.png", exact=True)).to_be_visible()
    assert names() == ["a.pdf", "b.png"]


def test_an_ended_session_keeps_the_file_until_one_has_signed_in_again(page, opened, cast, sign_in):
    opened(page)
    page.context.clear_cookies(name="sessionid")
    page.set_input_files(ASKED, [file("a.pdf", pdf())])
    expect(place(page)).to_contain_text("Istuntosi on päättynyt")
    sign_in(page, cast["preparer"])
    place(page).get_by_role("button", name="Yritä uudelleen a.pdf").click()
    expect(place(page).get_by_role("link", name="a.pdf", exact=True)).to_be_visible()
    assert names() == ["a.pdf"]


def test_files_are_dropped_on_the_box(page, opened):
    opened(page)
    dropped = page.evaluate_handle(
        """bytes => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], "vedetty.png"));
          return carried;
        }""",
        list(png()),
    )
    place(page).locator("[data-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(place(page).get_by_role("link", name="vedetty.png", exact=True)).to_be_visible()


def test_by_keyboard_alone_one_marks_and_removes(page, opened, draft, cast):
    with clock.standing_at(factories.OPEN):
        attach(draft, actor=cast["preparer"])
    person = Person(opened(page), keyboard=True)
    person.press("button", "Merkitse salassa pidettäväksi liite.png")
    expect(page.get_by_text("liite.png on merkitty salassa pidettäväksi.")).to_be_visible()
    person.press("link", "Poista liite.png")
    person.press("button", "Poista")
    expect(page.get_by_text("liite.png on poistettu.")).to_be_visible()
    person.reach(page.locator("#id_files_own"))
    assert names() == []


def test_without_scripts(new_page, opened):
    page = opened(new_page(java_script_enabled=False, width=360), "sv")
    page.set_input_files(ASKED, [file("a.pdf", pdf()), file("b.png", b"MZ")])
    place(page).get_by_role("button", name="Lägg till de valda filerna").click()
    expect(page.get_by_role("heading", name="En fil togs inte emot")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("b.png: Filer av den här typen tas inte emot")
    expect(place(page).get_by_role("link", name="a.pdf", exact=True)).to_be_visible()
    assert names() == ["a.pdf"]


@pytest.mark.parametrize(("language", "theme"), [("fi", "light"), ("sv", "dark")])
def test_on_a_phone_nothing_overflows(new_page, opened, draft, cast, axe, language, theme):
    with clock.standing_at(factories.OPEN):
        attach(draft, actor=cast["preparer"], name="Erittäin_pitkä_nimi_" * 5 + ".png")
    page = opened(new_page(width=360, color_scheme=theme), language)
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == []
    page.get_by_role("link", name="Poista Eri" if language == "fi" else "Ta bort Eri").click()
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == []
