"""A call is prepared by keyboard alone; the hour that comes twice is asked about without JavaScript."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.models import Call
from grants.services.call import create
from sky_portal import clock
from sky_portal.accounts.models import Organisation
from tests.browser.people import Person

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _in_finnish():
    with override("fi"):
        yield


def type_moment(person, name, day, time):
    """Writes into the browser's own date field by its keys, and the time of day after it."""
    field = person.page.locator(f"input[name={name}-day]")
    if person.keyboard:
        person.reach(field)
        field.evaluate("(field, day) => { field.value = day }", day)
    else:
        field.fill(day)
    person.write(person.page.locator(f"input[name={name}-time]"), time)


def test_a_draft_is_made_and_filled_by_keyboard_alone(open_call, page, sign_in, cast):
    sign_in(page, cast["call_administrator"])
    person = Person(page, keyboard=True)
    person.open(reverse("grants:prepare"))
    person.press("link", "Uusi haku")
    page.wait_for_url("**/prepare/new/")
    person.write(page.locator("input[name=name_fi]"), "Koulupolku")
    person.write(page.locator("input[name=short_name]"), "Polku")
    type_moment(person, "opens_at", "2021-08-31", "9.00")
    type_moment(person, "closes_at", "2021-09-30", "16.15")
    person.press("button", "Tee luonnos")
    page.wait_for_url("**/prepare/koulupolku/")
    person.press("link", "Jatka: Nimi ja ajat")
    page.wait_for_url("**/basics/")
    person.write(page.locator("input[name=name_sv]"), "Skolstigen")
    person.write(page.locator("textarea[name=summary_fi]"), "Avustusta koulupolkuun.")
    person.write(page.locator("input[name=reminder_hours]"), "7 pv, 3 h")
    person.press("button", "Tallenna")
    page.get_by_role("status").get_by_text("Tallennettu.").wait_for()
    person.press("link", "Koko haku")
    page.wait_for_url("**/prepare/koulupolku/")
    assert page.get_by_text("Tiivistelmä: teksti puuttuu").is_visible()
    made = Call.objects.get(slug="koulupolku")
    assert made.name == {"fi": "Koulupolku", "sv": "Skolstigen"}
    assert made.reminder_hours == [168, 3]


def test_the_hour_that_comes_twice_is_asked_about_without_scripts(open_call, new_page, sign_in, cast):
    draft = create(
        name={"fi": "Koulupolku"},
        slug="koulupolku",
        authority=Organisation.objects.get(code="OKM"),
        opens_at=clock.helsinki(2021, 8, 31, 9),
        closes_at=clock.helsinki(2021, 9, 30, 16, 15),
        programme_key="koulupolku",
        programme_name={"fi": "Koulupolku"},
        programme_short_name="Polku",
        actor=cast["call_administrator"],
    )
    page = new_page(java_script_enabled=False)
    sign_in(page, cast["call_administrator"])
    page.goto(reverse("grants:prepare_basics", args=[draft.slug]))
    page.locator("input[name=closes_at-day]").fill("2021-10-31")
    page.locator("input[name=closes_at-time]").fill("3.30")
    page.locator("input[name=name_sv]").fill("Skolstigen")
    page.get_by_role("button", name="Tallenna", exact=True).click()
    assert page.locator("input[name=name_sv]").input_value() == "Skolstigen"
    page.get_by_label("Toinen: talviaika (UTC+2)").check()
    page.get_by_role("button", name="Tallenna", exact=True).click()
    page.get_by_text("Tallennettu.").wait_for()
    assert page.get_by_label("Toinen: talviaika (UTC+2)").is_checked()
    draft.refresh_from_db()
    assert draft.closes_at == datetime(2021, 10, 31, 1, 30, tzinfo=UTC)
