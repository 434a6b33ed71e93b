"""The budget in the browser: the same sums as the server's, rows by script, nothing lost unasked."""

import json
import random
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from grants.services.budget_input import CellRefused, parse_person_months
from sky_portal import clock
from sky_portal.money import AmountRefused, parse_euros
from tests.grants import factories

pytestmark = pytest.mark.browser

CASES = json.loads((Path(__file__).parents[1] / "grants" / "budget_cases.json").read_text())
# What people and spreadsheets put into a cell of numbers, digits most of all.
SIGNS = [*("0123456789" * 3), *"  ..,,,-€", "\u00a0", "\u202f", "\u2212", "\u2013", " eur", " euroa", "x"]
READ = """async (typed) => {
  const { parseEuros } = await import("/static/js/money.js");
  const { parseMonths } = await import("/static/js/budget-sums.js");
  const amounts = typed.map(([text, language]) => parseEuros(text, language));
  return [amounts, typed.map(([text]) => parseMonths(text))];
}"""
JUDGE = """async (cases) => {
  const { parseEuros, showEuros } = await import("/static/js/money.js");
  const { overCap, parseMonths, sums } = await import("/static/js/budget-sums.js");
  return {
    amounts: cases.amounts.map(([text, language]) => parseEuros(text, language)),
    shown: cases.shown.map(([cents, language]) => showEuros(cents, language)),
    sums: cases.sums.map((one) => {
      const line = ([member, amount, category, type, year]) => ({ member, amount, category, type, year });
      const lines = one.lines.map(line);
      return sums({ lines, other: one.other, percent: one.percent, language: one.language });
    }),
    months: cases.months.map(([text]) => parseMonths(text)),
    overs: cases.pay_cap.map(([[type, amount, months], cap]) => overCap({ type, amount, months }, cap, "fi")),
  };
}"""


@pytest.fixture
def application(open_call, cast, providers):
    """A draft with one line of 28,500 euros."""
    with clock.standing_at(factories.OPEN):
        started = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        factories.save_budget(started, actor=cast["preparer"])
    return started


@pytest.fixture
def budget_page(page, application, cast, sign_in):
    """The page, opened by the preparer."""
    sign_in(page, cast["preparer"])
    with override("fi"):
        page.goto(reverse("grants:budget", args=[application.case_id]))
    return page


def test_the_browser_counts_as_the_server_does(page, open_call):
    assert finders.find("js/budget-sums.js")
    page.goto("/fi/")
    found = page.evaluate(JUDGE, CASES)
    assert found["amounts"] == [cents for _text, _language, cents in CASES["amounts"]]
    assert found["shown"] == [text for _cents, _language, text in CASES["shown"]]
    for counted, case in zip(found["sums"], CASES["sums"], strict=True):
        expected = {
            "total": case["total"],
            "mine": case["total"],
            "own": case["own"],
            "other": case["others"],
            "grant": case["grant"],
        }
        by = {kind: case.get(f"by_{kind}", {}) for kind in ("member", "category", "type", "year")}
        assert counted == expected | {"by": by, "wrong": 0}
    assert found["months"] == [tenths for _text, tenths in CASES["months"]]
    overs = [None if pay is None else ({"pay": pay} if pay else {}) for _line, _cap, pay in CASES["pay_cap"]]
    assert found["overs"] == overs


def test_browser_and_server_read_whatever_is_typed_alike(page, open_call):
    chance = random.Random(2021)
    texts = ["".join(chance.choices(SIGNS, k=chance.randint(1, 12))) for _ in range(3000)] + ["9" * 61]
    typed = [[text, language] for text in texts for language in ("fi", "en")]
    page.goto("/fi/")
    amounts, months = page.evaluate(READ, typed)
    assert amounts == [_or_none(parse_euros, text, language) for text, language in typed]
    expected = [_or_none(parse_person_months, text) for text, _language in typed]
    assert months == expected
    # The texts are worth trying: many are numbers, and many are not.
    assert amounts.count(None) > len(typed) // 10
    assert len(amounts) - amounts.count(None) > len(typed) // 10


def _or_none(read, *typed):
    try:
        found = read(*typed)
    except (AmountRefused, CellRefused):
        return None
    if read is parse_euros:
        return found
    return int((found or 0) * 10)


def test_sums_follow_what_is_typed(budget_page):
    grant = budget_page.locator(".save-bar [data-sum=grant]")
    expect(grant).to_have_text("22\u00a0800\u00a0€")
    budget_page.locator("#id_lines-0-amount").fill("100 001")
    expect(budget_page.locator("[data-sum=own]")).to_have_text("20\u00a0001\u00a0€")
    expect(grant).to_have_text("80\u00a0000\u00a0€")
    budget_page.locator("#id_lines-0-amount").fill("kaksi")
    expect(grant).to_have_text("0\u00a0€")
    expect(budget_page.locator("[data-wrong-sums]")).to_be_visible()


def test_rows_come_and_go_without_a_round_trip(budget_page):
    budget_page.get_by_role("button", name="Lisää rivi").click()
    assert budget_page.evaluate("document.activeElement.id") == "id_lines-1-category"
    budget_page.locator("#id_lines-1-basis").fill("Matkat")
    budget_page.locator("#id_lines-1-amount").fill("500")
    expect(budget_page.locator("aside [data-sum=total]")).to_have_text("29\u00a0000\u00a0€")
    budget_page.locator("tr", has=budget_page.locator("#id_lines-0-amount")).get_by_role("button").click()
    expect(budget_page.locator("aside [data-sum=total]")).to_have_text("500\u00a0€")
    expect(budget_page.get_by_role("status").filter(has_text="Rivi poistettu")).to_be_visible()
    budget_page.get_by_role("button", name="Tallenna talousarvio").click()
    expect(budget_page.get_by_text("Talousarvio on tallennettu.")).to_be_visible()
    expect(budget_page.locator("#id_lines-0-basis")).to_have_value("Matkat")
    expect(budget_page.locator("[data-rows=lines] > tr")).to_have_count(1)


def test_unsaved_changes_are_not_left_unasked(budget_page):
    budget_page.locator("#id_lines-0-amount").fill("1 000")
    asked = []
    budget_page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    budget_page.get_by_role("link", name="Takaisin hakemuksen osiin").click()
    assert asked == ["beforeunload"]
    expect(budget_page.locator("#id_lines-0-amount")).to_have_value("1 000")
