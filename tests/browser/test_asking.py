"""The editor of questions in a real browser: by keyboard, without scripts, and before axe."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from grants.models import Call
from sky_portal.questions import editing
from sky_portal.questions.schema import parse
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories
from tests.sky_portal.questions.content import content

pytestmark = pytest.mark.browser


@pytest.fixture
def call(server: str, demo_time: Callable[..., None]) -> Call:
    """A draft that asks nothing yet."""
    call = factories.make_call(published=False)
    call.question_set.content = {"sections": []}
    call.question_set.save()
    demo_time(factories.OPEN)
    return call


def write(person: Person, **texts: str) -> None:
    """The Finnish and Swedish of a text."""
    for name, text in texts.items():
        person.write(person.page.locator(f"input[name={name}_fi]"), text)
        person.write(person.page.locator(f"input[name={name}_sv]"), f"{text} sv")


def press(person: Person, role: Any, words: str, of_what: str) -> None:
    """A link or button that says of what it is to those who do not see where it stands."""
    person.press_it(person.page.get_by_role(role, name=re.compile(rf"^{words}\s*: {of_what}$")).first)


def add(person: Person, kind: str, label: str) -> None:
    press(person, "link", "Lisää kysymys", "Yhteistyö")
    person.press("link", kind)
    write(person, label=label)


def save(person: Person) -> None:
    person.press_it(person.page.get_by_role("button", name="Tallenna", exact=True).last)


def test_a_section_is_made_by_keyboard_without_scripts(new_page, sign_in, call, cast):
    page = new_page(java_script_enabled=False)
    sign_in(page, cast["call_administrator"])
    person = Person(page, keyboard=True)
    person.open(f"/fi/prepare/{call.slug}/questions/")
    person.press("link", "Lisää osio")
    write(person, title="Yhteistyö")
    save(person)
    add(person, "Kyllä tai ei", "Onko kumppaneita")
    save(person)
    add(person, "Valinta", "Millaisia")
    write(person, **{"options-0-label": "Järjestö", "options-1-label": "Yritys"})
    press(person, "button", "Lisää toinen", "Vaihtoehdot")
    write(person, **{"options-2-label": "Seurakunta"})
    press(person, "button", "Ylös", "Vaihtoehdot, 3")
    expect(page.locator("input[name=options-1-label_fi]")).to_have_value("Seurakunta")
    person.tick(page.get_by_label("Kyllä"))
    save(person)
    add(person, "Pitkä teksti", "Kuvaus")
    save(person)
    press(person, "button", "Siirrä ylös", "Kuvaus")
    expect(page.locator(".asked-words > a")).to_have_text(["Onko kumppaneita", "Kuvaus", "Millaisia"])
    call.refresh_from_db()
    questions = list(editing.questions_of(call.question_set.content))
    assert [one["key"] for one in questions] == ["onko_kumppaneita", "kuvaus", "millaisia"]
    assert questions[2]["condition"] == {"question": "onko_kumppaneita", "is": True}
    assert [one["value"] for one in questions[2]["options"]] == ["jarjesto", "seurakunta", "yritys"]
    parse(call.question_set.content)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_in_the_editor(new_page, sign_in, call, cast, axe, theme, width):
    call.question_set.content = content()
    call.question_set.save()
    page: Page = new_page(width=width, color_scheme=theme)
    sign_in(page, cast["call_administrator"])
    found: list[Any] = []
    for part in (
        *("questions/", "questions/section/aims/preview/", "questions/section/aims/add/"),
        *("questions/question/why/", "questions/question/people/", "questions/section/aims/add/matrix/"),
        *("questions/question/own/delete/", "questions/new-section/"),
        *("programme/", "rules/", "rules/add/team/", "commitments/", "recipients/", "authority/"),
    ):
        answer = page.goto(f"/fi/prepare/{call.slug}/{part}")
        assert answer is not None
        assert answer.ok, part
        found += axe(page)
        found += [f"{part}: {place}" for place in page.evaluate(OVERFLOW)]
    assert found == []
