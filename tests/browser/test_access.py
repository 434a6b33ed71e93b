"""Asking for access, the organisation's yes, and the way on: two people, each in a browser of their own."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from grants.models import Application
from sky_portal.accounts.models import User
from sky_portal.messaging.models import Message
from tests.browser.people import Person
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def asking(new_page: Callable[..., Page], open_call: Any, cast: dict[str, Any], providers: Any) -> Person:
    """Somebody new who has come from "Start an application" and asked for Iisalmi."""
    newcomer = User.objects.create_user(email="uusi@iisalmi.example", password=PASSWORD, name="Tiina Uusi")
    newcomer.emailaddress_set.create(email=newcomer.email, verified=True, primary=True)
    person = Person(new_page(width=360))
    person.open(f"/fi/calls/{open_call.slug}/")
    person.press("link", "Aloita hakemus")
    person.sign_in(newcomer.email)
    person.write(person.page.get_by_role("searchbox"), "iisal")
    person.press("button", "Etsi")
    person.press("link", "Iisalmi")
    person.press("button", "Lähetä pyyntö")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Iisalmi: Odottaa vastausta")
    return person


def start(person: Person, call: Any) -> Application:
    """Goes on from the answered request to a first application."""
    person.page.reload()
    person.press("link", "Jatka siitä, mihin jäit")
    assert urlsplit(person.page.url).path == f"/fi/calls/{call.slug}/start/"
    person.write(person.page.get_by_label("Pilotin nimi"), "Uusi alku")
    person.press("button", "Aloita")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Uusi alku")
    return Application.objects.get()


def path_in_mail(to: str, part: str) -> str:
    """The link of a mail, as one would press it."""
    mail = Message.objects.get(address=to, text__contains=part)
    return urlsplit(next(word for word in mail.text.split() if part in word)).path


def test_the_signatory_says_yes(asking, new_page, open_call, cast, providers):
    signatory = Person(new_page())
    signatory.open(path_in_mail(cast["signatory"].email, "/answer/"))
    signatory.sign_in(cast["signatory"].email)
    signatory.press("button", "Kyllä, henkilö työskentelee meillä")
    expect(signatory.page.get_by_text("Käyttöoikeus annettiin.")).to_be_visible()
    assert start(asking, open_call).applicant == providers["iisalmi"]


def test_the_registry_says_yes_by_its_link(asking, new_page, open_call, providers):
    registry = Person(new_page())
    registry.open(path_in_mail(providers["iisalmi"].registry_email, "/access/link/"))
    registry.write(registry.page.get_by_label("Nimesi"), "Kirsti Kirjaaja")
    registry.press("button", "Kyllä, henkilö työskentelee meillä")
    expect(registry.page.get_by_text("Tähän pyyntöön on vastattu")).to_be_visible()
    assert start(asking, open_call).applicant == providers["iisalmi"]
