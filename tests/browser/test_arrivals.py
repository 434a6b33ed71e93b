"""The registrar records by keyboard, without JavaScript and in Swedish; axe finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.models import Arrival
from grants.services import arrivals
from grants.services.attempts import record_refusal
from sky_portal import clock
from tests.browser.people import Person
from tests.grants import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AFTER = factories.LAST_INSTANT + timedelta(hours=17)


@pytest.fixture
def afterwards(open_call, demo_time, cast, providers):
    """The call has closed; Iisalmi's signatory came seven seconds too late, Vaasa's paper is recorded."""
    with clock.standing_at(factories.OPEN):
        draft = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
    demo_time(AFTER)
    late = factories.LAST_INSTANT + timedelta(seconds=7)
    record_refusal(draft, actor=cast["signatory"], arrived=late)
    told = factories.arrival_told(provider=providers["vaasa"])
    return arrivals.record_arrival(open_call, told=told, actor=cast["registrar"])


def in_language(address, language):
    return address.replace("/fi/", f"/{language}/", 1)


@pytest.mark.parametrize(
    ("language", "words", "options"),
    [
        ("fi", ("Kirjaa saapunut hakemus", "Sähköpostitse", "Kirjaa"), {}),
        (
            "sv",
            ("Registrera en inkommen ansökan", "Per e-post", "Registrera"),
            {"java_script_enabled": False, "width": 360},
        ),
    ],
)
def test_a_mail_is_recorded_by_keyboard(new_page, sign_in, afterwards, cast, language, words, options):
    page = new_page(**options)
    sign_in(page, cast["registrar"])
    person = Person(page, keyboard=True)
    person.open(in_language(reverse("grants:arrivals"), language))
    title, by_mail, press = words
    person.press("link", title)
    person.tick(page.get_by_label(by_mail))
    person.reach(page.locator("[name='arrived_at-day']"))
    # How the browser's own date field is typed into depends on the browser's language.
    page.locator("[name='arrived_at-day']").fill("2021-03-31")
    for name, text in (
        ("arrived_at-time", "16.15.30"),
        ("sender", "Sonkajärven kunta"),
        ("pilot_name", "Yhdessä"),
        ("contact_email", "kunta@sonkajarvi.example"),
        ("reason", "Portaaliin ei päästy."),
    ):
        person.write(page.locator(f"[name='{name}']"), text)
    person.press("button", press)
    page.get_by_text("OKM/2/520/2021").first.wait_for()
    made = Arrival.objects.get(sender="Sonkajärven kunta")
    assert page.url.endswith(f"/arrivals/{made.case_id}/")
    assert made.arrived_at == factories.LAST_INSTANT + timedelta(seconds=30)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    new_page, sign_in, axe, afterwards, cast, width, scheme
):
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, cast["registrar"])
    case = [afterwards.case_id]
    for address in (
        reverse("grants:arrivals"),
        reverse("grants:arrival_new"),
        reverse("grants:arrival", args=case),
        reverse("grants:arrival_correct", args=case),
    ):
        page.goto(address)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_signatory_of_a_closed_draft_reads_what_it_is(
    new_page, sign_in, axe, afterwards, cast, open_call
):
    page = new_page(width=360)
    sign_in(page, cast["signatory"])
    draft = open_call.applications.get()
    page.goto(reverse("grants:application", args=[draft.case_id]))
    assert axe(page) == []
    assert "Tätä luonnosta ei lähetetty, eikä se ole hakemus." in page.locator("main").inner_text()
    page.get_by_role("link", name="Mitä voit tehdä").click()
    assert page.get_by_role("heading", name="Mitä voit tehdä hakuajan päätyttyä").is_visible()
    page.goto(reverse("grants:start", args=[open_call.slug]))
    assert axe(page) == []
