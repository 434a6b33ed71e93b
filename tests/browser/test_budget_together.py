"""Two municipalities at one budget, side by side, on a phone and by keyboard alone."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from grants.services import budget as budgets
from sky_portal import clock
from tests.browser.people import Person
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories

pytestmark = pytest.mark.browser

SAVED = "Talousarvio on tallennettu."


@pytest.fixture
def application(open_call, cast, providers):
    """Iisalmi's draft with a line of its own and one of Lapinlahti's, which has confirmed."""
    with clock.standing_at(factories.OPEN):
        started = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        [member] = factories.join(started, providers["lapinlahti"], actor=cast["preparer"])
        member.decision_number, member.decision_date = "Valtuusto § 12", date(2021, 3, 3)
        member.save()
        lines = [factories.line(started), factories.line(started, "10 000", member=member, basis="Koutsi")]
        factories.save_budget(started, *lines, actor=cast["preparer"])
    return started


@pytest.fixture
def opened(new_page, application, cast, sign_in):
    """Opens the budget as somebody: `opened("participant", width=360)`."""

    def open_as(who, **options):
        page = new_page(**options)
        sign_in(page, cast[who])
        with override("fi"):
            page.goto(reverse("grants:budget", args=[application.case_id]))
        return page

    return open_as


def stored(application):
    lines = budgets.applied(application).lines.select_related("member__organisation")
    return [(line.member.organisation.name_fi, line.amount_cents // 100) for line in lines]


def save(page):
    page.get_by_role("button", name="Tallenna talousarvio").click()
    expect(page.get_by_text(SAVED)).to_be_visible()


def test_two_people_side_by_side_save_without_a_conflict(opened, application):
    coordinator, member = opened("preparer"), opened("participant")
    member.locator("#id_lines-1-amount").fill("12 000")
    save(member)
    coordinator.locator("#id_lines-0-amount").fill("30 000")
    save(coordinator)
    assert stored(application) == [("Iisalmi", 30_000), ("Lapinlahti", 12_000)]
    expect(coordinator.locator("#id_lines-1-amount")).to_have_value("12\u00a0000")


def test_the_same_line_changed_by_both_shows_both(opened, application):
    coordinator, member = opened("preparer"), opened("participant")
    member.locator("#id_lines-1-amount").fill("12 000")
    save(member)
    coordinator.locator("#id_lines-1-amount").fill("13 000")
    coordinator.get_by_role("button", name="Tallenna talousarvio").click()
    alert = coordinator.get_by_role("alert")
    expect(alert).to_contain_text("Päivi Kumpulainen")
    expect(alert).to_contain_text("12\u00a0000")
    expect(alert).to_contain_text("Lapinlahti")
    expect(coordinator.locator("#id_lines-1-amount")).to_have_value("13 000")
    coordinator.get_by_role("button", name="Tallenna omani").click()
    expect(coordinator.get_by_text(SAVED)).to_be_visible()
    assert stored(application) == [("Iisalmi", 28_500), ("Lapinlahti", 13_000)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_member_edits_its_own_lines_on_a_phone(opened, application, axe, scheme):
    page = opened("participant", width=360, height=740, color_scheme=scheme)
    expect(page.get_by_role("heading", name="Muiden kustannukset")).to_be_visible()
    expect(page.locator("#id_lines-0-amount")).to_have_count(0)
    page.get_by_role("button", name="Lisää rivi").click()
    page.locator("#id_lines-2-basis").fill("Koutsin matkat")
    page.locator("#id_lines-2-amount").fill("500")
    # Its own, and the whole with what the others have written.
    expect(page.locator("[data-sum=mine]")).to_have_text("10\u00a0500\u00a0€")
    expect(page.locator("aside [data-sum=total]")).to_have_text("39\u00a0000\u00a0€")
    expect(page.locator(".save-bar [data-sum=grant]")).to_have_text("31\u00a0200\u00a0€")
    assert not page.evaluate(OVERFLOW)
    assert axe(page) == []
    save(page)
    assert stored(application) == [("Iisalmi", 28_500), ("Lapinlahti", 10_000), ("Lapinlahti", 500)]


def test_sums_of_every_kind_follow_what_is_typed(opened):
    page = opened("preparer")
    sums = {kind: page.locator(f"[data-by={kind}]") for kind in ("member", "category", "type", "year")}
    page.locator("#id_lines-1-cost_type").select_option("operating")
    page.locator("#id_lines-1-year").select_option("2022")
    page.locator("#id_lines-1-amount").fill("11 500")
    for kind, expected in {
        "member": ["28\u00a0500\u00a0€", "11\u00a0500\u00a0€"],
        "category": ["40\u00a0000\u00a0€", "0\u00a0€", "0\u00a0€"],
        "type": ["28\u00a0500\u00a0€", "11\u00a0500\u00a0€"],
        "year": ["28\u00a0500\u00a0€", "11\u00a0500\u00a0€", "0\u00a0€"],
    }.items():
        expect(sums[kind]).to_have_text(expected)


def test_pay_above_the_cap_is_said_at_its_line_as_one_types(opened):
    page = opened("preparer")
    warning = page.locator("#id_lines-0-amount_pay")
    expect(warning).to_be_hidden()
    page.locator("#id_lines-0-amount").fill("33 334")
    expect(warning).to_contain_text("80\u00a0002\u00a0€ vuodessa")
    page.locator("#id_lines-0-person_months").fill("")
    expect(warning).to_be_hidden()
    page.locator("#id_lines-0-amount").fill("80 001")
    expect(warning).to_contain_text("Ilmoita henkilötyökuukaudet")
    save(page)
    expect(page.locator("#id_lines-0-amount_pay")).to_contain_text("Ilmoita henkilötyökuukaudet")


def test_own_group_hours_ask_for_the_decision_and_offer_the_member_s_own(opened, application):
    page = opened("participant")
    decision = page.locator("#id_lines-1-decision")
    expect(decision).to_be_hidden()
    page.locator("#id_lines-1-category").select_option(label="3 Oman ryhmän tunnit")
    expect(decision).to_have_value("Valtuusto § 12, 3.3.2021")
    page.locator("#id_lines-1-category").select_option(index=0)
    expect(decision).to_be_hidden()
    page.locator("#id_lines-1-category").select_option(label="3 Oman ryhmän tunnit")
    decision.fill("Lautakunta § 5")
    save(page)
    assert budgets.applied(application).lines.get(decision="Lautakunta § 5")


def test_only_one_municipality_s_lines_are_shown_and_all_are_saved(opened, application):
    page = opened("preparer")
    page.get_by_label("Näytä").select_option(label="Lapinlahti")
    expect(page.locator("#id_lines-0-amount")).to_be_hidden()
    page.get_by_role("button", name="Lisää rivi").click()
    page.locator("#id_lines-2-basis").fill("Koutsin matkat")
    page.locator("#id_lines-2-amount").fill("500")
    save(page)
    assert stored(application) == [("Iisalmi", 28_500), ("Lapinlahti", 10_000), ("Lapinlahti", 500)]


def test_a_fault_in_a_line_that_is_not_shown_is_reached_from_the_summary(opened):
    page = opened("preparer")
    page.locator("#id_lines-0-amount").fill("-5")
    page.get_by_role("button", name="Tallenna talousarvio").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Näytä").select_option(label="Lapinlahti")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#id_lines-0-amount")).to_be_focused()


def test_by_keyboard_alone_a_fault_is_found_mended_and_saved(opened, application):
    page = opened("participant")
    person = Person(page, keyboard=True)
    person.write(page.locator("#id_lines-1-amount"), "-12 000")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    person.press_it(alert.get_by_role("link"))
    expect(page.locator("#id_lines-1-amount")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("12 000")
    person.press("button", "Lisää rivi")
    person.write(page.locator("#id_lines-2-basis"), "Matkat")
    person.write(page.locator("#id_lines-2-amount"), "500")
    person.press("button", "Tallenna talousarvio")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert stored(application) == [("Iisalmi", 28_500), ("Lapinlahti", 12_000), ("Lapinlahti", 500)]


def test_without_scripts_a_member_adds_a_line_and_saves(opened, application):
    page = opened("participant", java_script_enabled=False)
    page.get_by_role("button", name="Lisää rivi").click()
    page.locator("#id_lines-2-basis").fill("Matkat")
    page.locator("#id_lines-2-amount").fill("500")
    page.locator(".save-bar").get_by_role("button", name="Tallenna talousarvio").click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.locator("aside [data-sum=total]")).to_have_text("39\u00a0000\u00a0€")
    assert stored(application)[-1] == ("Lapinlahti", 500)
