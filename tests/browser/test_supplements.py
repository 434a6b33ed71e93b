"""A supplement asked for by keyboard and answered on a phone, with axe looking on."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.models import CaseMessage, Submission, SupplementRequest
from grants.services import correspondence
from grants.services import submission as sending
from sky_portal import clock
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import asked, factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def examined(open_call, cast, providers, demo_time):
    """Iisalmi's application, a week after the closing; the officer has declared."""
    with clock.standing_at(factories.OPEN):
        ready = factories.make_ready(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        sending.submit(ready, actor=cast["signatory"])
        factories.declare_free(ready, cast["presenting_officer"])
    demo_time(asked.ASKED_AT)
    ready.refresh_from_db()
    return ready


def address(name, application, language="fi"):
    with override(language):
        return reverse(f"grants:{name}", args=[application.case_id])


def test_an_officer_asks_by_keyboard(page, sign_in, examined, cast, axe):
    sign_in(page, cast["presenting_officer"])
    person = Person(page, keyboard=True)
    person.open(address("supplements", examined))
    found = axe(page)
    person.tick(page.get_by_label("Yhteyshenkilö"))
    person.write(page.get_by_label("Mitä on täydennettävä"), "Ilmoittakaa puhelinnumero.")
    person.press("button", "Lähetä täydennyspyyntö")
    page.get_by_text("Täydennyspyyntö on lähetetty.").wait_for()
    found += axe(page)
    request = SupplementRequest.objects.get()
    assert (request.what, [one.part for one in request.opened.all()]) == (
        "Ilmoittakaa puhelinnumero.",
        ["contact"],
    )
    assert found == []


def test_a_signatory_answers_on_a_phone(new_page, sign_in, examined, cast, axe):
    asked.ask(examined, cast, "contact", what="Ilmoittakaa puhelinnumero.")
    correspondence.send(examined, text="Kysymys", due_at=asked.DUE, actor=cast["presenting_officer"])
    page = new_page(width=360)
    sign_in(page, cast["signatory"])
    found = []
    for name in ("messages", "supplement", "application"):
        assert page.goto(address(name, examined, "sv")).ok
        found += [*axe(page), *(f"{name}: {part}" for part in page.evaluate(OVERFLOW))]
    page.goto(address("application", examined))
    page.get_by_role("main").get_by_role("link", name="Yhteyshenkilö", exact=True).click()
    page.get_by_label("Puhelin").fill("040 123 4567")
    page.get_by_role("button", name="Tallenna").click()
    page.get_by_role("link", name="Tarkista ja lähetä täydennys").click()
    page.get_by_text("040 123 4567").first.wait_for()
    found += axe(page)
    page.get_by_label("Viesti ministeriölle").fill("Numero lisätty.")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Lähetä täydennys").click()
    page.get_by_role("heading", name="Täydennys on saapunut").wait_for()
    assert Submission.objects.get(number=2).content["application"]["contact"]["phone"] == "040 123 4567"
    assert CaseMessage.objects.filter(text="Numero lisätty.").exists()
    assert found == []
