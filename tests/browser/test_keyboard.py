"""Two rounds of the portal by keyboard alone, a signatory's and an official's: no stop is unseen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from grants.models import Application
from grants.services.submission import submit
from sky_portal import clock
from sky_portal.accounts.models import Invitation
from tests.browser.people import Person
from tests.grants import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def application(open_call: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's, sent, and still open to changes."""
    with clock.standing_at(factories.OPEN):
        ready = factories.make_ready(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        submit(ready, actor=cast["signatory"])
    return ready


@pytest.fixture
def person(new_page: Callable[..., Page]) -> Person:
    """Somebody without a mouse."""
    return Person(new_page(), keyboard=True)


def heading(person: Person, text: str) -> None:
    expect(person.page.get_by_role("heading", level=1)).to_have_text(text)


def test_the_signatory_s_round(person, application, cast, providers):
    page = person.page
    person.open("/fi/")
    person.press("link", "Kirjaudu")
    person.sign_in(cast["signatory"].email)
    person.press("link", "Hakemukset")
    person.press("link", application.pilot.name)
    person.press("link", "Pilotti ja kunnat")
    invite_a_municipality(person, providers["lapinlahti"])
    invite_a_person(person)
    person.press("link", "Viestit")
    heading(person, "Viestit")
    person.press("link", "På svenska")
    heading(person, "Meddelanden")
    person.press("link", "Ljus eller mörk")
    # Arrows move within the group, as Tab moves between groups.
    person.reach(page.get_by_label("Enligt enhetens inställning"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    person.press("button", "Spara valet")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    open_menu(person)
    person.press("button", "Logga ut")
    expect(page.get_by_role("link", name="Logga in", exact=True)).to_be_visible()


def invite_a_municipality(person: Person, municipality: Any) -> None:
    """Types the name, as a list of hundreds is best used."""
    page = person.page
    person.choose(page.locator("main select"), municipality.name_fi)
    person.press("button", "Kutsu")
    expect(page.get_by_role("rowheader", name=municipality.name_fi)).to_be_visible()


def invite_a_person(person: Person) -> None:
    """From the menu under one's name to a sent invitation."""
    page = person.page
    open_menu(person)
    person.press("link", "Henkilöt ja roolit")
    person.press("link", "Kutsu henkilö")
    person.write(page.locator("[name=email]"), "uusi@iisalmi.example")
    person.choose(page.locator("[name=role]"), "Allekirjoittaja")
    person.press("button", "Lähetä kutsu")
    expect(page.get_by_role("status").get_by_text("uusi@iisalmi.example")).to_be_visible()
    assert Invitation.objects.get().email == "uusi@iisalmi.example"


def open_menu(person: Person) -> None:
    """Opens the menu under one's name; the links in it are the next stops."""
    person.press_it(person.page.locator("details.person summary"))


def test_an_official_s_round(person, application, cast):
    page = person.page
    with clock.standing_at(factories.OPEN):
        factories.declare_free(application, cast["presenting_officer"])
    person.open("/fi/account/login/")
    person.sign_in(cast["presenting_officer"].email)
    person.press("link", "Saapuneet hakemukset")
    person.write(page.locator("input[name=q]"), "Jokainen")
    person.press("button", "Näytä")
    person.press("link", application.pilot.name)
    heading(person, application.pilot.name)
    person.press_it(page.locator("main").get_by_role("link", name="Saapuneet hakemukset"))
    heading(person, "Saapuneet hakemukset")
