"""The budget in the browser: the same sums as the server's, rows by script, nothing lost unasked."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from sky_portal import clock
from tests.grants import factories

pytestmark = pytest.mark.browser

CASES = json.loads((Path(__file__).parents[1] / "grants" / "budget_cases.json").read_text())
JUDGE = """async (cases) => {
  const { parseEuros, showEuros } = await import("/static/js/money.js");
  const { sums } = await import("/static/js/budget.js");
  return {
    amounts: cases.amounts.map(([text, language]) => parseEuros(text, language)),
    shown: cases.shown.map(([cents, language]) => showEuros(cents, language)),
    sums: cases.sums.map((one) => {
      const lines = one.lines.map(([member, amount]) => ({ member, amount }));
      return sums({ lines, other: one.other, percent: one.percent, language: one.language });
    }),
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
    assert finders.find("js/budget.js")
    page.goto("/fi/")
    found = page.evaluate(JUDGE, CASES)
    assert found["amounts"] == [cents for _text, _language, cents in CASES["amounts"]]
    assert found["shown"] == [text for _cents, _language, text in CASES["shown"]]
    for counted, case in zip(found["sums"], CASES["sums"], strict=True):
        expected = {
            "total": case["total"],
            "own": case["own"],
            "other": case["others"],
            "grant": case["grant"],
        }
        assert counted == expected | {"byMember": case["by_member"], "wrong": 0}


def test_sums_follow_what_is_typed(budget_page):
    grant = budget_page.locator("[data-sum=grant]")
    expect(grant).to_have_text("22\u00a0800\u00a0€")
    budget_page.locator("#id_lines-0-amount").fill("100 001")
    expect(budget_page.locator("[data-sum=own]")).to_have_text("20\u00a0001\u00a0€")
    expect(grant).to_have_text("80\u00a0000\u00a0€")
    budget_page.locator("#id_lines-0-amount").fill("kaksi")
    expect(grant).to_have_text("0\u00a0€")
    expect(budget_page.locator("[data-wrong-sums]")).to_be_visible()


def test_rows_come_and_go_without_a_round_trip(budget_page):
    budget_page.get_by_role("button", name="Lisää rivi").click()
    assert budget_page.evaluate("document.activeElement.id") == "id_lines-1-member"
    budget_page.locator("#id_lines-1-basis").fill("Matkat")
    budget_page.locator("#id_lines-1-amount").fill("500")
    expect(budget_page.locator("[data-sum=total]").first).to_have_text("29\u00a0000\u00a0€")
    budget_page.locator("tr", has=budget_page.locator("#id_lines-0-amount")).get_by_role("button").click()
    expect(budget_page.locator("[data-sum=total]").first).to_have_text("500\u00a0€")
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
