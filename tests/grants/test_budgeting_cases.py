"""The table that server and browser share: here the server's half, in tests/browser the other."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from grants.budgeting import Line, sum_up
from grants.services.budget_input import CellRefused, parse_cents, parse_person_months
from grants.services.pay_cap import warning_of
from sky_portal.money import AmountRefused, parse_euros
from sky_portal.ui.formats import money

CASES = json.loads((Path(__file__).parent / "budget_cases.json").read_text())


@pytest.mark.parametrize(("text", "language", "cents"), CASES["amounts"])
def test_an_amount_is_understood_as_the_table_says(text, language, cents):
    if cents is None:
        with pytest.raises(AmountRefused):
            parse_euros(text, language)
    else:
        assert parse_euros(text, language) == cents


@pytest.mark.parametrize(("cents", "language", "text"), CASES["shown"])
def test_a_sum_is_shown_as_the_table_says(cents, language, text):
    with override(language):
        assert money(cents) == text


@pytest.mark.parametrize("case", CASES["sums"])
def test_sums_are_those_of_the_table(case):
    lines = [
        Line(member, *(rest or ["c", "pay", "2021"]), parse_euros(text, case["language"]))
        for member, text, *rest in case["lines"]
    ]
    other = [parse_euros(text, case["language"]) for text in case["other"]]
    found = sum_up(lines, other=other, own_share_percent=case["percent"])
    assert (found.total, found.own_share, found.other, found.grant) == (
        case["total"],
        case["own"],
        case["others"],
        case["grant"],
    )
    assert found.by_member == case["by_member"]
    for part in ("by_category", "by_type", "by_year"):
        if part in case:
            assert getattr(found, part) == case[part]


@pytest.mark.parametrize(("text", "tenths"), CASES["months"])
def test_person_months_are_understood_as_the_table_says(text, tenths):
    if tenths is None:
        with pytest.raises(CellRefused):
            parse_person_months(text)
    else:
        assert (parse_person_months(text) or 0) * 10 == tenths


@pytest.mark.parametrize(("line", "cap", "pay"), CASES["pay_cap"])
def test_pay_is_above_the_cap_where_the_table_says(line, cap, pay):
    """`pay` is what a person costs a year, nought where no months are given, none where all is well."""
    cost_type, amount, typed = line
    try:
        cents, months = parse_cents(amount), parse_person_months(typed)
    except CellRefused:
        assert pay is None
        return
    said = warning_of(SimpleNamespace(pay_cap_cents=cap), cost_type, cents, months)
    assert bool(said) == (pay is not None)
    if pay:
        assert money(pay) in said
