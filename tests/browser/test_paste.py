"""A budget out of a spreadsheet, in the browser: pasted by keyboard, into the box or the table, or sent."""

import time

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from grants.services import budget as budgets
from sky_portal import clock
from tests.browser.people import Person
from tests.grants import factories
from tests.grants.services.sheets.files import xlsx

pytestmark = pytest.mark.browser

HEAD = "Kunta\tKululaji\tLaji\tVuosi\tPeruste\tHtkk\tKustannus (€)\n"
LINES = [
    f"Iisalmi\t{place % 2 + 1}\t{('Palkat', 'Toimintakulut')[place % 2]}\t{2021 + place % 3}\t"
    f"Kulu {place}\t{place % 5},5\t{place + 1} 000,00 €\n"
    for place in range(40)
]
TABLE = HEAD + "".join(LINES) + "Yhteensä\t\t\t\t\t\t820 000,00 €\n"
# What a spreadsheet leaves on the clipboard, left there by the page itself.
COPY = """text => {
  const area = document.body.appendChild(document.createElement("textarea"));
  area.value = text; area.select(); document.execCommand("copy"); area.remove();
}"""


@pytest.fixture
def application(open_call, cast, providers):
    """A draft of two municipalities with nothing in its budget."""
    with clock.standing_at(factories.OPEN):
        started = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
        factories.join(started, providers["lapinlahti"], actor=cast["preparer"])
    return started


def budget_of(page, application, cast, sign_in, language="fi"):
    sign_in(page, cast["preparer"])
    with override(language):
        page.goto(reverse("grants:budget", args=[application.case_id]))
    return page


def stored(application):
    lines = budgets.applied(application).lines.order_by("place")
    return list(lines.values_list("basis", "amount_cents", "year"))


EXPECTED = [(f"Kulu {place}", (place + 1) * 100_000, 2021 + place % 3) for place in range(40)]


@pytest.mark.parametrize("script", [True, False])
def test_forty_lines_are_pasted_into_the_box_by_keyboard(new_page, application, cast, sign_in, script):
    page = budget_of(new_page(java_script_enabled=script), application, cast, sign_in)
    person = Person(page, keyboard=script)
    page.locator(".sheet-in > summary").press("Enter")
    box = page.locator("#id_sheet-text")
    if script:
        page.evaluate(COPY, TABLE)
        person.reach(box)
        page.keyboard.press("Control+V")
    else:
        box.fill(TABLE)
    assert box.input_value() == TABLE
    started = time.monotonic()
    person.press_it(page.locator("button[name=sheet-look][value=text]"))
    expect(page.locator(".sheet-lines tbody tr")).to_have_count(40)
    assert time.monotonic() - started < 20
    expect(page.locator(".sheet-left li")).to_have_count(1)
    person.press_it(page.locator("button[name=sheet-take]"))
    expect(page.locator("[data-rows=lines] > [data-row]")).to_have_count(40)
    assert stored(application) == []
    # The cells are filled in; the page's own button saves them.
    page.locator(".save-bar button[name=save]").press("Enter")
    expect(page.locator("#budget-form")).to_be_visible()
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    assert stored(application) == EXPECTED


def test_forty_lines_are_pasted_straight_into_the_table_and_taken_back(page, application, cast, sign_in):
    budget_of(page, application, cast, sign_in)
    rows = page.locator("[data-rows=lines] > [data-row]")
    page.evaluate(COPY, TABLE.rpartition("Yhteensä")[0])
    rows.first.locator("[data-cell=member]").focus()
    page.keyboard.press("Control+V")
    expect(rows).to_have_count(40)
    told = page.locator("[data-paste-words]")
    expect(told).to_contain_text("280")
    expect(told).to_contain_text("39")
    expect(page.locator("tfoot [data-sum=total]").first).to_have_text("820\u00a0000\u00a0€")
    page.locator("[data-paste-undo]").click()
    expect(rows).to_have_count(1)
    expect(rows.first.locator("[data-cell=basis]")).to_have_value("")
    rows.first.locator("[data-cell=member]").focus()
    page.keyboard.press("Control+V")
    expect(rows).to_have_count(40)
    page.locator(".save-bar button[name=save]").click()
    page.wait_for_load_state()
    assert stored(application) == EXPECTED


def test_a_name_that_is_not_known_stays_in_sight_and_is_refused(page, application, cast, sign_in):
    budget_of(page, application, cast, sign_in)
    row = page.locator("[data-rows=lines] > [data-row]").first
    page.evaluate(COPY, "Kuopio\t1\tPalkat\t2022\tKoutsi\t1\t100")
    row.locator("[data-cell=member]").focus()
    page.keyboard.press("Control+V")
    member = row.locator("[data-cell=member]")
    expect(member).to_have_attribute("aria-invalid", "true")
    expect(member.locator("option:checked")).to_have_text("Kuopio ?")
    page.locator(".save-bar button[name=save]").click()
    expect(page.locator("[data-error-summary] a")).to_have_count(1)
    assert stored(application) == []


def test_a_member_alone_has_no_column_to_paste_into(page, open_call, cast, providers, sign_in):
    with clock.standing_at(factories.OPEN):
        alone = factories.start(open_call, organisation=providers["iisalmi"], actor=cast["preparer"])
    budget_of(page, alone, cast, sign_in)
    row = page.locator("[data-rows=lines] > [data-row]").first
    page.evaluate(COPY, "2\tToimintakulut\t2022\tMatkat\t\t100")
    row.locator("[data-cell=category]").focus()
    page.keyboard.press("Control+V")
    expect(row.locator("[data-cell=basis]")).to_have_value("Matkat")
    expect(row.locator("[data-cell=amount]")).to_have_value("100")


def test_one_cell_is_pasted_as_ever(page, application, cast, sign_in):
    budget_of(page, application, cast, sign_in)
    basis = page.locator("[data-cell=basis]").first
    page.evaluate(COPY, "Koutsi, 12 kk")
    basis.focus()
    page.keyboard.press("Control+V")
    expect(basis).to_have_value("Koutsi, 12 kk")
    expect(page.locator("[data-paste-told]")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_file_is_read_shown_and_taken_without_script(new_page, application, cast, sign_in, axe, width):
    page = budget_of(new_page(width=width), application, cast, sign_in, "sv")
    file = xlsx(
        ["Kommun", "Kostnadsslag", "Grund", 2021, 2022, "Totalt"],
        ["Idensalmi", 3, "Timmar för den egna gruppen", 1000, 2500.5, 3500.5],
        ["Kuopio", 9, "Annat", "", 10, 10],
    )
    page.locator(".sheet-in > summary").click()
    upload = {"name": "budget.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    page.locator("#id_sheet-file").set_input_files(upload)
    page.locator("button[name=sheet-look][value=file]").click()
    expect(page.locator(".sheet-lines tbody tr")).to_have_count(3)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("input[name=sheet-whole]").check()
    page.locator(".asked button").click()
    expect(page.locator(".sheet-lines")).to_contain_text("2\u00a0501")
    page.locator("button[name=sheet-take]").click()
    rows = page.locator("[data-rows=lines] > [data-row]")
    expect(rows).to_have_count(3)
    expect(rows.last.locator("[data-cell=member]")).to_have_value("?")
    assert axe(page) == []
    assert stored(application) == []
