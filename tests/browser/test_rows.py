"""The lists of a call in a browser: put in order by keyboard alone, and without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page

from grants.models import Call
from grants.services.call.rows import rows_of
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories

pytestmark = pytest.mark.browser
MOST_TABS = 80


@pytest.fixture
def draft_call(server: str, demo_time: Callable[..., None]) -> Call:
    """The SKY call as a draft, seen from the browser."""
    call = factories.make_call(published=False)
    demo_time(factories.OPEN)
    return call


@pytest.fixture
def address(draft_call: Call) -> Callable[..., str]:
    """Where a page of one of its lists is."""

    def of(name: str, *arguments: Any, language: str = "fi") -> str:
        with override(language):
            return reverse(f"grants:prepare_{name}", args=[draft_call.slug, *arguments])

    return of


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until what has the focus says these words."""
    for _time in range(MOST_TABS):
        page.keyboard.press("Tab")
        if focused(page) == words:
            return
    pytest.fail(f"{words!r} is not reached by Tab")


def focused(page: Page) -> str:
    return " ".join(page.evaluate("document.activeElement.textContent").split())


@pytest.mark.parametrize("scripts", [True, False])
def test_a_list_is_put_in_order_by_keyboard_alone(new_page, sign_in, cast, draft_call, address, scripts):
    page = new_page(java_script_enabled=scripts)
    sign_in(page, cast["call_administrator"])
    before = [str(row) for row in rows_of(draft_call, "texts")]
    page.goto(address("rows", "texts"))
    third = before[2]
    page.get_by_role("button", name=re.compile(f"Ylös.*{third}")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**moved=*")
    # Evaluating is the test's, not the page's: it works where the page's own scripts are off.
    assert focused(page) == f"Ylös: {third}"
    page.keyboard.press("Enter")
    page.wait_for_function(
        "text => document.querySelector('tbody th').textContent.trim() === text", arg=third
    )
    assert focused(page) == f"Alas: {third}"
    assert [str(row) for row in rows_of(draft_call, "texts")] == [third, before[0], before[1], *before[3:]]
    assert page.get_by_role("status").inner_text().strip() == "Siirretty: nyt 1/9."


def test_the_buttons_are_reached_by_tab(new_page, sign_in, cast, draft_call, address):
    page = new_page()
    sign_in(page, cast["call_administrator"])
    second = str(rows_of(draft_call, "categories")[1])
    name = second.split(" ", 1)[1]
    page.goto(address("rows", "categories"))
    tab_to(page, f"Ylös: {name}")
    page.keyboard.press("Space")
    page.wait_for_url("**moved=*")
    assert str(rows_of(draft_call, "categories")[0]) == f"1 {name}"


@pytest.mark.parametrize(("language", "theme", "width"), [("fi", "light", 1280), ("sv", "dark", 360)])
def test_axe_finds_nothing(new_page, sign_in, cast, draft_call, address, axe, language, theme, width):
    page = new_page(width=width, color_scheme=theme)
    sign_in(page, cast["call_administrator"])
    row = rows_of(draft_call, "texts")[1]
    pages = [
        address("rows", "texts", language=language) + f"?moved={row.pk}&to=up",
        address("row_edit", "texts", row.pk, language=language),
        address("row_add", "criteria", language=language),
        address("row_add", "milestones", language=language),
        address("row_delete", "texts", row.pk, language=language),
    ]
    found = []
    for one in pages:
        page.goto(one)
        found += axe(page)
        found += [f"{one}: {part}" for part in page.evaluate(OVERFLOW)]
    page.goto(pages[1])
    page.locator("[name=heading_fi]").fill("x" * 200)
    page.locator(".save-bar .btn-primary").click()
    page.wait_for_selector("[data-error-summary]")
    found += axe(page)
    page.locator("[data-error-summary] a").click()
    assert page.evaluate("document.activeElement.name") == "heading_fi"
    assert found == []
