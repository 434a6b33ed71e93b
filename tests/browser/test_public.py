"""A visitor on a phone: from the front page to the call, its calendar and the news, without an account."""

from typing import Any

import pytest
from playwright.sync_api import expect

from grants.services import answers, news
from sky_portal import clock
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW, at_widths
from tests.grants import factories

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def editor(cast: dict[str, Any]) -> Any:
    """The call administrator."""
    return cast["call_administrator"]


@pytest.fixture
def told(open_call: Any, editor: Any) -> Any:
    """A call that has been asked about, and of which there is news."""
    with clock.standing_at(factories.OPEN):
        answers.add_answer(
            open_call,
            question={"fi": "Saako yhdistys hakea?", "sv": "Får en förening söka?"},
            answer={"fi": "Ei saa: hakija on opetuksen järjestäjä.", "sv": "Nej."},
            actor=editor,
        )
        item = news.create_news(
            title={"fi": "Haku on auki", "sv": "Utlysningen är öppen"},
            lead={"fi": "Maaliskuun loppuun asti.", "sv": "Till slutet av mars."},
            body={"fi": "## Näin haet\n\nKokoa pilotti.", "sv": "## Så ansöker du\n\nSamla deltagarna."},
            call=open_call,
            slug="auki",
            actor=editor,
        )
        news.publish_news(item, actor=editor)
    return open_call


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_finds_the_answers_on_a_phone(new_page, told, scripts):
    page = new_page(**PHONE, java_script_enabled=scripts)
    person = Person(page)
    person.open("/fi/")
    person.press("link", told.name["fi"])
    screen = PHONE["height"]
    for words in ("Kenen kanssa", "Kuinka paljon", "Mihin asti"):
        box = page.get_by_text(words, exact=True).bounding_box()
        assert box
        assert box["y"] + box["height"] < screen, words
    expect(page.get_by_role("link", name="Aloita hakemus")).to_be_visible()
    page.locator("summary", has_text="Saako yhdistys hakea?").click()
    expect(page.get_by_text("Ei saa: hakija on opetuksen järjestäjä.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Lisää kalenteriin").click()
    assert download.value.suggested_filename == f"{told.slug}.ics"
    person.press("link", "Uutiset")
    person.press("link", "Haku on auki")
    expect(page.get_by_role("heading", level=1)).to_have_text("Haku on auki")
    expect(page.get_by_role("heading", level=2)).to_have_text("Näin haet")
    page.get_by_role("link", name="SV").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Utlysningen är öppen")


PAGES = ("", "calls/{slug}/", "news/", "news/auki/")
INSIDE = (
    "newsroom/",
    "newsroom/new/",
    "newsroom/{case}/",
    "newsroom/{case}/edit/",
    "prepare/{slug}/answers/",
)


@pytest.mark.parametrize(("language", "theme"), [("fi", "light"), ("sv", "dark")])
def test_axe_finds_nothing_and_nothing_overflows(new_page, told, axe, editor, sign_in, language, theme):
    page = new_page(color_scheme=theme)
    names = {"slug": told.slug, "case": told.news.get().case_id}
    found = []
    for number, path in enumerate((*PAGES, *INSIDE)):
        if number == len(PAGES):
            sign_in(page, editor)
        page.goto(f"/{language}/{path.format(**names)}")
        for closed in page.locator("main details").all():
            closed.evaluate("details => details.open = true")
        found += axe(page)
        assert at_widths(page, OVERFLOW, 320, 768) == {320: [], 768: []}, path
        page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []
