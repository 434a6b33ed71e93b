"""The worklist by its keys, without JavaScript and on a phone; axe finds nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.models import Application, Review, SavedView
from tests.browser.people import Person
from tests.grants import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AFTER = factories.LAST_INSTANT + timedelta(days=1)


@pytest.fixture
def three(open_call, demo_time, cast, providers):
    """Three applications have been sent, and the call has closed."""
    people = {"actor": cast["preparer"], "signatory": cast["signatory"]}
    for name in ("Yksi", "Kaksi", "Kolme"):
        factories.make_sent(open_call, organisation=providers["iisalmi"], name=name, **people)
    demo_time(AFTER)


def test_searched_marked_and_given_by_keys(new_page, sign_in, three, cast):
    page = new_page()
    sign_in(page, cast["presenting_officer"])
    page.goto(reverse("grants:received"))
    page.keyboard.press("/")
    page.keyboard.type("kolme kuntien")
    page.keyboard.press("Enter")
    page.get_by_text("Mikään hakemus ei vastaa").or_(page.get_by_text("Yhtään hakemusta")).first.wait_for()
    page.goto(reverse("grants:received"))
    # Down to the second row, mark it, one further, mark that too; back up, take the first mark away.
    for key in ("j", "j", "x", "ArrowDown", "x"):
        page.keyboard.press(key)
    assert page.locator("input[name=row]:checked").count() == 2
    assert page.locator("[data-marked-count]").inner_text() == "(2)"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "Kaksi"
    person = Person(page, keyboard=True)
    person.press("button", "Ota käsittelyyn")
    page.get_by_text("2 hakemusta: tehty.").wait_for()
    states = Application.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["submitted", "in_review", "in_review"]
    page.keyboard.press("?")
    assert page.locator("[data-keys]").evaluate("it => it.open")
    page.keyboard.press("?")
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/declare/**")


def test_without_javascript_on_a_phone_in_swedish(new_page, sign_in, three, cast):
    page = new_page(width=360, java_script_enabled=False)
    sign_in(page, cast["presenting_officer"])
    page.goto(reverse("grants:received").replace("/fi/", "/sv/"))
    person = Person(page)
    page.get_by_text("Spara som vy").click()
    page.locator("#view-name").fill("Mina egna")
    person.press("button", "Spara")
    page.get_by_text("Vyn har sparats.").wait_for()
    assert SavedView.objects.get().name == "Mina egna"
    page.locator("input[name=whole]").check()
    page.get_by_role("checkbox", name=str(cast["assessor"])).check()
    person.press("button", "Ge till alla dessa")
    page.get_by_text("3 ansökningar: gjort.").wait_for()
    assert Review.objects.count() == 3


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(new_page, sign_in, axe, three, cast, width, scheme):
    page = new_page(width=width, color_scheme=scheme)
    sign_in(page, cast["presenting_officer"])
    for address in (reverse("grants:received"), reverse("grants:deputies")):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(it => it.open = true)")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
