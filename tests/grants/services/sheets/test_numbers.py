"""Numbers as tables write them, in the form that the budget's own rules read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.services.budget_input import CellRefused, parse_cents, parse_person_months
from grants.services.sheets import numbers


@pytest.mark.parametrize(
    ("cell", "decimal", "cents"),
    [
        ("1 234,50", "", 123_450),
        ("1\u00a0234,50", "", 123_450),
        ("1\u2009234,50", "", 123_450),
        ("1\u202f234,50", "", 123_450),
        ("1.234,50", "", 123_450),
        ("1,234.50", "", 123_450),
        ("1234.5", "", 123_450),
        ("1 234 €", "", 123_400),
        ("€1,234.00", "", 123_400),
        ("€1,234", ".", 123_400),
        ("1,234", ".", 123_400),
        ("1.234", ",", 123_400),
        ("12.345 €", ",", 1_234_500),
        ("-1.234", ",", -123_400),
        ("\u22125", "", -500),
        ("1.234.567", "", 123_456_700),
        (Decimal("1234.5"), "", 123_450),
        (Decimal(28500), "", 2_850_000),
        # It may be read two ways, or has parts of a cent: nobody guesses.
        ("1.234", "", None),
        ("1,234", "", None),
        ("€1,234", "", None),
        ("1,234", ",", None),
        (Decimal("1.234"), "", None),
        ("#DIV/0!", "", None),
        ("NaN", "", None),
        ("1e5", "", None),
        ("kaksi", "", None),
    ],
)
def test_amounts_read_as_they_are_meant(cell, decimal, cents):
    assert numbers.cents(numbers.amount(cell, decimal)) == cents


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.234", "1 000,50"], ","),
        (["1.234", "2,5"], ","),
        (["1,234", "2.5"], "."),
        (["1,234", "1,234,567"], "."),
        (["1.234", "1.234.567"], ","),
        (["1.234", "0,125"], ","),
        (["1.234", "1234,567"], ","),
        (["1.234", "5 kk"], ""),
        (["1.234", "1.234"], ""),
        (["1.234", "2.5", "2,5"], ""),
        (["1.234", Decimal("2.5")], ""),
        (["1.234", "1.1.2022", "x,5"], ""),
        ([], ""),
    ],
)
def test_the_other_cells_tell_the_decimal_mark(cells, mark):
    assert numbers.decimal_mark(cells) == mark


@pytest.mark.parametrize(
    ("cell", "months"),
    [("5", "5"), ("2,5 htkk", "2.5"), ("5 kk", "5"), (Decimal("2.5"), "2.5"), ("1.5 months", "1.5")],
)
def test_person_months_lose_their_unit(cell, months):
    assert parse_person_months(numbers.months(cell)) == Decimal(months)


def test_rounding_is_to_the_nearest_euro_halves_up():
    assert [numbers.to_whole(text) for text in ("1,49", "1,50", "2,50", "-1,50", "7", "x")] == [
        *("1", "2", "3", "-2", "7", "x")
    ]


@given(st.integers(0, 99_999_999), st.sampled_from([" ", "\u00a0", ".", ""]), st.booleans())
def test_whole_euros_in_finnish_forms_come_out_as_they_went_in(euros, group, cents):
    text = f"{euros:,}".replace(",", group) + (",00" if cents else "")
    assert numbers.cents(numbers.amount(text, ",")) == euros * 100


@given(st.integers(0, 99_999_999), st.booleans(), st.booleans())
def test_whole_euros_in_english_forms_come_out_as_they_went_in(euros, cents, unit):
    text = ("€" if unit else "") + f"{euros:,}" + (".00" if cents else "")
    assert numbers.cents(numbers.amount(text, ".")) == euros * 100


@given(st.text(max_size=20) | st.from_regex(r"[-−€ ]?[0-9][0-9 .,]{0,12}", fullmatch=True))
def test_what_the_budget_refuses_is_never_made_acceptable_by_guessing(text):
    """Without a decimal mark a text is read as the budget's own rules read it, or refused."""
    try:
        typed = parse_cents(text)
    except CellRefused:
        typed = None
    found = numbers.cents(numbers.amount(text, ""))
    assert found == typed or found is None or found < 0 or found % 100
