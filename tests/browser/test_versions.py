"""Versions, their differences and withdrawal: by keyboard, on a phone, and axe finds nothing."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.models import Application
from grants.services import application as writing
from grants.services import submission as sending
from pilots.services import invite_member
from sky_portal import clock
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories
from tests.grants.services.test_taking_over import other_call, stricter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APPLICANT = ("versions", "compare", "withdraw", "give_up", "take_up")
OFFICIAL = ("received_versions", "received_compare")


@pytest.fixture
def sent(open_call, cast, providers):
    """Sent twice, and edited since."""
    preparer, signatory = cast["preparer"], cast["signatory"]
    with clock.standing_at(factories.OPEN):
        application = factories.make_ready(open_call, organisation=providers["iisalmi"], actor=preparer)
        sending.submit(application, actor=signatory)
        text = factories.ANSWERS["purpose"].replace("jokainen", "ihan jokainen")
        writing.save_answer(application, key="purpose", value=text, base_version=1, actor=preparer)
        lines = [factories.line(application, "30 000"), factories.line(application, year="2022")]
        factories.save_budget(application, *lines, actor=preparer)
        sending.submit(application, actor=signatory)
        writing.save_answer(application, key="purpose", value="Lyhyt.", base_version=2, actor=preparer)
    return application


def address(name, application, language="fi", *more):
    with override(language):
        return reverse(f"grants:{name}", args=[application.case_id, *more])


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("fi", "light", 360), ("sv", "dark", 1280), ("en", "light", 768)]
)
def test_axe_finds_nothing(new_page, sign_in, sent, cast, axe, language, theme, width):
    found = []
    for who, names in (("signatory", APPLICANT), ("presenting_officer", OFFICIAL)):
        page = new_page(width=width, color_scheme=theme)
        sign_in(page, cast[who])
        paths = [address(name, sent, language) for name in names]
        if who == "signatory":
            paths += [address("version", sent, language, 1)]
            paths += [f"{address('compare', sent, language)}?earlier=1&later=2"]
        for path in paths:
            assert page.goto(path).ok, path
            found += axe(page)
            found += [f"{path}: {part}" for part in page.evaluate(OVERFLOW)]
    assert found == []


def test_started_from_an_earlier_application_by_keyboard(new_page, sign_in, sent, cast, providers, axe):
    with clock.standing_at(factories.OPEN):
        invite_member(sent.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
        call = other_call(stricter)
    page = new_page(width=360, height=700)
    sign_in(page, cast["preparer"])
    preparer = Person(page, keyboard=True)
    with override("fi"):
        preparer.open(reverse("grants:start", args=[call.slug]))
    assert axe(page) == []
    preparer.write(page.locator("#id_name"), "Seuraava kierros")
    page.locator("#id_source").select_option(value=str(sent.pk))
    preparer.press("button", "Aloita")
    page.wait_for_url("**/taken-over/")
    assert axe(page) == []
    assert page.evaluate(OVERFLOW) == []
    assert factories.ANSWERS["preventive"] in page.locator("main").inner_text()
    preparer.tick(page.get_by_label("Lapinlahti"))
    preparer.press("button", "Kutsu valitut")
    page.get_by_text("Lapinlahti on kutsuttu.").wait_for()


def test_withdrawn_by_keyboard_on_a_phone(new_page, sign_in, sent, cast):
    page = new_page(width=360, height=700)
    sign_in(page, cast["signatory"])
    signatory = Person(page, keyboard=True)
    signatory.open(address("application", sent))
    signatory.press("link", "Peruuta hakemus")
    signatory.write(page.locator("#id_reason"), "Rahoitus järjestyi muuten.")
    signatory.press("button", "Peruuta hakemus")
    page.wait_for_url(f"**{address('application', sent)}")
    words = page.locator("main").inner_text()
    assert "peruutettiin" in words
    assert "Rahoitus järjestyi muuten." in words
    now = Application.objects.get(pk=sent.pk)
    assert now.withdrawn_at is not None
    # And sent again from the same phone: the number stays.
    signatory.press("link", "Tarkista ja lähetä uudelleen")
    assert "asia pitää numeronsa" in page.locator("main").inner_text()


def test_the_difference_is_heard_and_seen_without_colour(new_page, sign_in, sent, cast):
    page = new_page()
    sign_in(page, cast["preparer"])
    page.goto(f"{address('compare', sent)}?earlier=1&later=2")
    added = page.locator(".pieces ins").first
    # What a screen reader reads says where the addition begins and ends.
    assert added.inner_text().split() == ["[lisätty:", "ihan", "lisätty", "päättyy]"]
    assert "underline" in added.evaluate("element => getComputedStyle(element).textDecorationLine")
    gone = page.locator(".marks del").first
    assert "line-through" in gone.evaluate("element => getComputedStyle(element).textDecorationLine")
