"""Sharing out by keyboard: the bar fills as one types, sums are saved, the plan is presented."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.models import AllocationPlan
from grants.services import allocation
from sky_portal.money import euros
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants.services.allocation.conftest import APPLIED, EXAMINED, lump, make_scored

pytestmark = pytest.mark.browser


@pytest.fixture
def world(open_call, cast, providers, demo_time):
    """Four applications that have been scored, and an empty plan."""
    by_name = {name: make_scored(open_call, cast, providers["iisalmi"], name) for name in APPLIED}
    demo_time(EXAMINED)
    plan = allocation.make_plan(open_call, name="Luonnos A", actor=cast["presenting_officer"])
    return plan, by_name


def address(plan, page="plan", *more, language="fi"):
    with override(language):
        return reverse(f"grants:allocation_{page}", args=[plan.call.slug, plan.pk, *more])


@pytest.fixture
def at(server, new_page, sign_in, cast):
    """A page of the portal, signed in."""

    def opened(path, who="presenting_officer", **options):
        page = new_page(**options)
        sign_in(page, cast[who])
        page.goto(server + path)
        return page

    return opened


def test_sums_are_written_by_keyboard_and_the_bar_fills(at, world):
    plan, by_name = world
    page = at(address(plan))
    person = Person(page, keyboard=True)
    left = page.locator('[data-amount="left"]')
    before = left.inner_text()
    person.write(page.locator(f"#grant-{by_name['Läsnä'].pk}"), "90 000")
    assert page.locator('[data-part="hatched"]').get_attribute("width") != "0.0%"
    assert left.inner_text() != before
    assert "Yksi summa on tallentamatta." in page.locator("[data-state]").inner_text()
    # Enter goes to the next sum, as in a sheet; nothing is sent by accident.
    page.keyboard.press("Enter")
    page.keyboard.type("50 000")
    assert not plan.rows.exists()
    person.write(page.locator("#id_reason"), "Kustannuksia on karsittu.")
    person.press("button", "Tallenna summat")
    page.get_by_text("2 summaa on tallennettu.").wait_for()
    found = {row.application_id: row.grant_cents for row in plan.rows.order_by("pk")}
    assert found[by_name["Läsnä"].pk] == euros(90_000)
    assert sorted(found.values()) == [euros(50_000), euros(90_000)]
    # The page that comes back says the same as the one that was typed into.
    assert page.locator("[data-total]").inner_text().replace("\u00a0", " ") == "140 000"


def test_what_exceeds_the_appropriation_is_said_before_it_is_sent(at, world):
    plan, by_name = world
    page = at(address(plan))
    page.locator(f"#grant-{by_name['Läsnä'].pk}").fill("9 000 000")
    assert "Määräraha ylittyy" in page.locator("[data-state]").inner_text()
    assert page.locator("[data-end]").get_attribute("visibility") == "visible"


def test_the_browser_counts_the_parts_of_a_proposal_as_the_server_does(at, world, cast):
    plan, by_name = world
    mukana = by_name["Mukana"]
    page = at(address(plan, "row", mukana.case_id))
    page.locator("#method-lines").check()
    keys = [field.get_attribute("name") for field in page.locator("[data-line]").all()]
    for key, text in zip(keys, ("60 001", "20 000", "1 234"), strict=True):
        page.locator(f"[name={key}]").fill(text)
    shown = {
        name: int(page.locator(f'[data-sum="{name}"]').inner_text().replace("\u00a0", ""))
        for name in ("total", "own", "other", "grant")
    }
    page.locator("#reason").fill("Karsittu.")
    page.get_by_role("button", name="Tallenna", exact=True).click()
    page.get_by_text("Ehdotus on tallennettu.").wait_for()
    row = plan.rows.get()
    stored = (row.total_cents, row.own_share_cents, row.other_cents, row.grant_cents)
    assert tuple(shown.values()) == tuple(cents // euros(1) for cents in stored)


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "sv"), (1280, "dark", "fi")])
def test_axe_finds_nothing_and_nothing_overflows(at, world, cast, axe, server, width, scheme, language):
    plan, by_name = world
    officer = cast["presenting_officer"]
    lump(plan, by_name["Läsnä"], 90_000, officer)
    other = allocation.make_plan(plan.call, name="Luonnos B", copy_of=plan, actor=officer)
    with override(language):
        slug = plan.call.slug
        paths = [
            reverse("grants:allocation"),
            reverse("grants:allocation_call", args=[slug]),
            reverse("grants:allocation_compare", args=[slug]) + f"?plan={plan.pk}&plan={other.pk}",
        ]
    paths += [
        address(plan, language=language),
        address(plan, "row", by_name["Mukana"].case_id, language=language),
        address(plan, "rules", language=language) + "?rule=same_cut&look=1&above=4,0",
        address(plan, "present", language=language),
    ]
    page = at(paths[0], width=width, color_scheme=scheme)
    for path in paths:
        page.goto(server + path)
        assert axe(page) == [], path
        assert page.evaluate(OVERFLOW) == [], path
    assert AllocationPlan.objects.count() == 2
