"""Confirming on a phone from the mail's link, by keyboard, without scripts; the registry's way to the end."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pilots.enums import MemberState
from pilots.models import Member
from pilots.services import invite_member
from sky_portal import clock
from sky_portal.accounts.models import User
from tests.browser.people import Person
from tests.browser.test_access import path_in_mail
from tests.browser.test_axe import OVERFLOW
from tests.cast import PASSWORD
from tests.grants import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def application(open_call: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Any:
    """Iisalmi's draft."""
    with clock.standing_at(factories.OPEN):
        return factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def asked(application: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Member:
    """Lapinlahti, which has a signatory."""
    with clock.standing_at(factories.OPEN):
        return invite_member(application.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])


@pytest.fixture
def unsigned(application: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Member:
    """Sonkajärvi, for which nobody signs: its registry is asked."""
    sonkajarvi = providers["sonkajarvi"]
    sonkajarvi.registry_email = "kirjaamo@sonkajarvi.example"
    sonkajarvi.save()
    with clock.standing_at(factories.OPEN):
        return invite_member(application.pilot, organisation=sonkajarvi, actor=cast["preparer"])


def confirm(person: Person, cast: dict[str, Any], member: Member) -> None:
    """From the mail's link to the words that it is done."""
    person.open(path_in_mail(cast["participant"].email, "/answer/"))
    person.sign_in(cast["participant"].email)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Osallistuuko Lapinlahti?")
    person.tick(person.page.get_by_label("Hyväksymme nämä kaikki"))
    person.press("button", "Vahvista osallistuminen")
    expect(person.page.get_by_text("Lapinlahti osallistuu: vahvistettu.")).to_be_visible()
    assert Member.objects.get(pk=member.pk).state in (MemberState.CONFIRMED,)


def test_on_a_phone(new_page: Callable[..., Page], asked: Member, cast: dict[str, Any], axe: Any) -> None:
    person = Person(new_page(width=360, height=740))
    person.open(path_in_mail(cast["participant"].email, "/answer/"))
    person.sign_in(cast["participant"].email)
    # Nothing is confirmed before what is asked has been accepted, and the error says so.
    person.press("button", "Vahvista osallistuminen")
    expect(person.page.get_by_role("alert")).to_contain_text("rastittamalla")
    assert axe(person.page) == []
    assert person.page.evaluate(OVERFLOW) == []
    person.tick(person.page.get_by_label("Hyväksymme nämä kaikki"))
    person.press("button", "Vahvista osallistuminen")
    expect(person.page.get_by_text("Lapinlahti osallistuu: vahvistettu.")).to_be_visible()
    assert axe(person.page) == []
    assert person.page.evaluate(OVERFLOW) == []


def test_by_keyboard(new_page: Callable[..., Page], asked: Member, cast: dict[str, Any]) -> None:
    confirm(Person(new_page(), keyboard=True), cast, asked)


def test_without_scripts(new_page: Callable[..., Page], asked: Member, cast: dict[str, Any]) -> None:
    confirm(Person(new_page(width=360, height=740, java_script_enabled=False)), cast, asked)


def test_the_registry_names_the_signatory_who_answers(
    new_page: Callable[..., Page], unsigned: Member, axe: Any
) -> None:
    registry = Person(new_page(width=360, height=740))
    registry.open(path_in_mail("kirjaamo@sonkajarvi.example", "/registry/"))
    expect(registry.page.get_by_text("Jokainen koulupäivä")).to_be_visible()
    assert axe(registry.page) == []
    assert registry.page.evaluate(OVERFLOW) == []
    registry.write(
        registry.page.get_by_label("Allekirjoittajan sähköpostiosoite"), "johtaja@sonkajarvi.example"
    )
    registry.write(registry.page.get_by_label("Nimesi"), "Kirsti Kirjaaja")
    registry.press("button", "Lähetä kutsu")
    expect(registry.page.get_by_text("Kutsu lähetettiin osoitteeseen")).to_be_visible()
    director = Person(new_page(width=360, height=740))
    director.open(path_in_mail("johtaja@sonkajarvi.example", "/invitation/"))
    director.press("button", "Luo tunnus")
    for field in director.page.locator("main input[type=password]").all():
        director.write(field, PASSWORD)
    name = director.page.locator("main input[name=name]")
    if name.count():
        director.write(name, "Tiina Johtaja")
    director.press_it(director.page.locator("main form").first.get_by_role("button"))
    director.press("button", "Hyväksy kutsu")
    expect(director.page.get_by_role("heading", level=1)).to_have_text("Osallistuuko Sonkajärvi?")
    director.tick(director.page.get_by_label("Hyväksymme nämä kaikki"))
    director.press("button", "Vahvista osallistuminen")
    expect(director.page.get_by_text("Sonkajärvi osallistuu: vahvistettu.")).to_be_visible()
    confirmed = Member.objects.get(pk=unsigned.pk)
    assert confirmed.answered_by == User.objects.get(email="johtaja@sonkajarvi.example")


def test_axe_finds_nothing_on_the_coordinators_pages(
    new_page: Callable[..., Page], asked: Member, sign_in: Any, cast: dict[str, Any], axe: Any
) -> None:
    page = new_page(width=360, color_scheme="dark")
    sign_in(page, cast["preparer"])
    found = []
    for path in (f"/sv/pilots/{asked.pilot.case_id}/members/", f"/sv/members/{asked.pk}/remove_member/ask/"):
        assert page.goto(path).ok
        found += [*axe(page), *page.evaluate(OVERFLOW)]
    assert found == []
