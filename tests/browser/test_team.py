"""Naming the team that a call asks for: on a phone, by keyboard, and axe finds nothing."""

import pytest
from django.urls import reverse

from pilots.models import TeamPerson
from sky_portal import clock
from tests.grants import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEAM = {"rule": "team", "chair": 1, "low": 2, "high": 4}


@pytest.fixture
def pilot(server, demo_time, cast, providers):
    """Iisalmi's pilot in a call that asks for a team."""
    call = factories.make_call(programme=factories.call_data()["programme"] | {"eligibility": [TEAM]})
    demo_time(factories.OPEN)
    with clock.standing_at(factories.OPEN):
        return factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"]).pilot


@pytest.mark.parametrize(("language", "scheme", "width"), [("fi", "light", 360), ("sv", "dark", 1280)])
def test_a_person_is_named_by_keyboard(new_page, sign_in, axe, cast, pilot, language, scheme, width):
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, cast["preparer"])
    path = reverse("pilots:team", args=[pilot.case_id]).replace("/fi/", f"/{language}/", 1)
    page.goto(path)
    assert axe(page) == []
    page.goto(path + "add/")
    assert axe(page) == []
    page.locator("#id_name").focus()
    page.keyboard.type("Tiina Rehtori")
    page.keyboard.press("Tab")
    page.keyboard.type("rehtori")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    assert "Tiina Rehtori" in page.locator("main").inner_text()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert TeamPerson.objects.get(pilot=pilot).name == "Tiina Rehtori"
