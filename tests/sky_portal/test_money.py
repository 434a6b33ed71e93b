"""Money: sharing out, own shares, amounts as people type them."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal import money

WEIGHTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=40).filter(any)
STEPS = st.integers(0, 10**9)
UNITS = st.sampled_from([1, 5, money.CENTS, 100 * money.CENTS])


@given(STEPS, WEIGHTS, UNITS)
def test_parts_sum_to_the_total_and_lie_within_a_unit_of_their_share(
    steps: int, weights: list[int], unit: int
) -> None:
    total = steps * unit
    parts = money.share_out(total, weights, unit=unit)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert part % unit == 0
        assert abs(part - Fraction(total * weight, sum(weights))) < unit
        assert weight or not part


@given(STEPS, WEIGHTS)
def test_a_greater_weight_never_gets_less(steps: int, weights: list[int]) -> None:
    parts = money.share_out(steps * money.CENTS, weights)
    ranked = sorted(zip(weights, parts, strict=True))
    for (lighter, less), (heavier, more) in pairwise(ranked):
        assert less <= more or lighter == heavier


@given(STEPS, st.integers(0, 10**6), st.integers(1, 30))
def test_equal_weights_differ_by_a_unit_and_the_earlier_gets_it(steps: int, weight: int, count: int) -> None:
    parts = money.share_out(steps * money.CENTS, [weight + 1] * count)
    assert max(parts) - min(parts) <= money.CENTS
    assert parts == sorted(parts, reverse=True)


@pytest.mark.parametrize(
    ("total", "weights"), [(-100, [1]), (100, [1, -1]), (100, [0, 0]), (100, []), (150, [1])]
)
def test_what_cannot_be_shared_out_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — which of them is told by the case
        money.share_out(total, weights)


@pytest.mark.parametrize(
    ("total", "percent", "share"),
    [(850_000, 20, 170_000), (625_000, 20, 125_000), (1, 20, 1), (0, 20, 0), (101, 33, 34), (7, 100, 7)],
)
def test_own_shares_of_known_applications(total: int, percent: int, share: int) -> None:
    assert money.own_share(money.euros(total), percent) == money.euros(share)


@given(st.integers(0, money.MAX_CENTS), st.integers(0, 100))
def test_own_share_is_rounded_up_to_the_euro_and_no_further(total: int, percent: int) -> None:
    share, exact = money.own_share(total, percent), Fraction(total * percent, 100)
    assert money.is_whole(share)
    assert exact <= share < exact + money.CENTS


@pytest.mark.parametrize(("total", "percent"), [(-1, 20), (100, -1), (100, 101)])
def test_own_share_of_nonsense_is_refused(total: int, percent: int) -> None:
    with pytest.raises(ValueError, match="own share"):
        money.own_share(total, percent)


@given(st.integers(-(10**9), 10**9))
def test_rounding_up_to_the_euro(cents: int) -> None:
    assert 0 <= money.ceil_to_euro(cents) - cents < money.CENTS
    assert money.is_whole(money.ceil_to_euro(cents))


UNDERSTOOD = {
    "0": 0,
    "28500": 28_500_00,
    "28 500": 28_500_00,
    "28\u00a0500": 28_500_00,
    "28\u2009500,50": 28_500_50,
    "28\u202f500": 28_500_00,
    "28 500,00": 28_500_00,
    "28 500.00": 28_500_00,
    "28.500,00": 28_500_00,
    "28,500.00": 28_500_00,
    "28500,5": 28_500_50,
    "28500.5": 28_500_50,
    "28,50": 28_50,
    "1.234.567": 1_234_567_00,
    "1,234,567": 1_234_567_00,
    "1 234 567,89 €": 1_234_567_89,
    "€28,500.00": 28_500_00,
    "28 500 euroa": 28_500_00,
    "28 500 EUR": 28_500_00,
    "  12 \t": 12_00,
    "-500": -500_00,
    "\u2212500,25": -500_25,
    "\u2212 1 500 €": -1_500_00,
    "99 999 999 999": money.MAX_CENTS,
}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(("text", "cents"), UNDERSTOOD.items())
def test_amounts_understood_in_every_language(text: str, cents: int, language: str) -> None:
    assert money.parse_euros(text, language) == cents


def test_a_comma_before_three_digits_is_a_group_in_english_alone() -> None:
    assert money.parse_euros("28,500", "en") == 28_500_00
    for language in ("fi", "sv"):
        with pytest.raises(money.AmountRefused) as refused:
            money.parse_euros("28,500", language)
        assert refused.value.code == "ambiguous"


REFUSED = {
    "": "empty",
    "   ": "empty",
    "€": "empty",
    "28.500": "ambiguous",
    "1.000": "ambiguous",
    "0,500": "too_precise",
    "28500,123": "too_precise",
    "28,5000": "too_precise",
    "1234.567": "too_precise",
    "28 50": "not_a_number",
    "2 8500": "not_a_number",
    "1.23.456": "not_a_number",
    "1 234.567,00": "not_a_number",
    "1.234.567.": "not_a_number",
    "28,": "not_a_number",
    ",50": "not_a_number",
    "1,5,5": "not_a_number",
    "28,500,00.0": "not_a_number",
    "(500)": "not_a_number",
    "500-": "not_a_number",
    "--5": "not_a_number",
    "1e5": "not_a_number",
    "12 kk": "not_a_number",
    "=1+1": "not_a_number",
    "٣٤": "not_a_number",
    "100 000 000 000": "too_large",
    # More digits than Python reads, more blanks than a search in them should cost.
    "9" * 5000: "not_a_number",
    "1" + " " * 500_000 + "2": "not_a_number",
}


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=[text[:20] for text in REFUSED])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_is_not_understood_is_refused_with_a_reason(text: str, code: str, language: str) -> None:
    with pytest.raises(money.AmountRefused) as refused:
        money.parse_euros(text, language)
    assert refused.value.code == code


@given(st.integers(-money.MAX_CENTS, money.MAX_CENTS), st.sampled_from([(" ", ","), (" ", "."), (",", ".")]))
def test_what_is_written_out_in_full_reads_back(cents: int, marks: tuple[str, str]) -> None:
    group, decimal = marks
    euro_part, cent_part = divmod(abs(cents), money.CENTS)
    text = f"{'-' if cents < 0 else ''}{f'{euro_part:,}'.replace(',', group)}{decimal}{cent_part:02d}"
    assert {money.parse_euros(text, language) for language in ("fi", "sv", "en")} == {cents}


@given(st.text(alphabet="0123456789 .,-€", max_size=14), st.sampled_from(["fi", "sv", "en"]))
def test_any_scribble_is_a_number_or_refused(text: str, language: str) -> None:
    try:
        cents = money.parse_euros(text, language)
    except money.AmountRefused:
        return
    # Nothing typed is lost: the digits of the amount are the digits that were typed.
    assert "".join(filter(str.isdigit, text)).strip("0") in f"{abs(cents):03d}"
