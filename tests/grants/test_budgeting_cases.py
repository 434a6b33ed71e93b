"""The table that server and browser share: here the server's half, in tests/browser the other."""

import json
from pathlib import Path

import pytest
from django.utils.translation import override

from grants.budgeting import Line, sum_up
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
        Line(member, "c", "pay", 2021, parse_euros(text, case["language"])) for member, text in case["lines"]
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
