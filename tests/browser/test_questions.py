"""A section with every type of question, and the consortium's page, in a real browser."""

from typing import Any

import pytest

from grants.models import Application
from pilots.services import invite_member
from sky_portal.questions.models import QuestionSet
from sky_portal.questions.services import put_in_use
from sky_portal.questions.text import length
from tests.grants import factories
from tests.sky_portal.questions.content import content

pytestmark = pytest.mark.browser

SAMPLES = ["", "abc", "äiti", "a\u0308iti", "rivi\nrivi\n\nrivi", "👨‍👩‍👧 perhe", "  reunat  ", "x" * 60]


@pytest.fixture
def application(open_call: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's draft, with questions of every type in place of the call's own."""
    draft = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
    draft.sheet.question_set = put_in_use(QuestionSet.objects.create(key="every-type", content=content()))
    draft.sheet.save()
    return draft


@pytest.fixture
def at(page, sign_in, cast, application):
    """Opens a section as its preparer."""

    def open_section(key: str, language: str = "fi"):
        sign_in(page, cast["preparer"])
        page.goto(f"/{language}/applications/{application.case_id}/sections/{key}/")
        return page

    return open_section


@pytest.fixture
def consortium(new_page, sign_in, cast, application, providers):
    """Opens the consortium's page as the coordinator's preparer, who has invited Lapinlahti."""
    invite_member(application.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])

    def open_page(**options: Any):
        page = new_page(**options)
        sign_in(page, cast["preparer"])
        page.goto(f"/fi/pilots/{application.pilot.case_id}/members/")
        return page

    return open_page


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("key", ["aims", "figures"])
def test_axe_finds_nothing_in_any_type_of_question(at, axe, key, language):
    assert axe(at(key, language)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_the_consortiums_page(consortium, axe, theme):
    page = consortium(color_scheme=theme)
    assert page.get_by_role("button", name="Poista pilotista (Lapinlahti)").is_visible()
    assert axe(page) == []


def test_nothing_reaches_out_of_a_phone(consortium, application):
    page = consortium(width=360)
    here = f"/fi/applications/{application.case_id}/sections"
    for path in (page.url, f"{here}/aims/", f"{here}/figures/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_page_counts_characters_as_the_server_does(at):
    page = at("aims")
    field, counted = page.locator("#id_purpose"), page.locator("#id_purpose + .count")
    for sample in SAMPLES:
        field.fill(sample)
        left = 50 - length(sample.replace("a\u0308", "ä").strip())
        wanted = f"Merkkejä jäljellä: {left}" if left >= 0 else f"Merkkejä liikaa: {-left}"
        assert counted.text_content() == wanted
    spoken = page.locator("#id_purpose ~ [aria-live=polite]")
    spoken.filter(has_text="Merkkejä liikaa: 10").wait_for(state="attached")


def test_a_question_shows_when_the_answer_calls_for_it(at):
    page = at("aims")
    why = page.locator("#div_id_why, .field:has(#id_why)").first
    assert not why.is_visible()
    page.get_by_label("Kyllä").check()
    assert why.is_visible()
    page.get_by_label("Ei", exact=True).check()
    assert not why.is_visible()


def test_without_scripts_every_question_is_there_with_its_condition(new_page, sign_in, cast, application):
    page = new_page(java_script_enabled=False)
    sign_in(page, cast["preparer"])
    page.goto(f"/fi/applications/{application.case_id}/sections/aims/")
    assert page.locator("#id_why").is_visible()
    assert "Vastaa, jos vastasit ”Kyllä” kysymykseen ”Own”." in page.locator("main").inner_text()
