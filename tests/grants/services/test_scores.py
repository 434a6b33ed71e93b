"""Weighted means by hand: the officials' own sums, scales of different length, rounding, spread."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.models import Criterion
from grants.services.scores import Scale, are_alike, common_scale, rounded, verdict_of, weighted_mean


def criteria(*told):
    """Criteria from (weight, lowest, highest)."""
    return [
        Criterion(pk=number, key=f"k{number}", place=number, weight=weight, lowest=low, highest=high)
        for number, (weight, low, high) in enumerate(told, 1)
    ]


SKY = criteria((25, 0, 5), (30, 0, 5), (15, 0, 5), (15, 0, 5), (15, 0, 5))


def scores(*given_scores):
    return dict(enumerate(given_scores, 1))


@pytest.mark.parametrize(
    ("given_scores", "mean"),
    [
        # 0.25×5 + 0.30×4 + 0.15×3 + 0.15×5 + 0.15×4
        ((5, 4, 3, 5, 4), "4.250"),
        ((5, 5, 5, 5, 5), "5.000"),
        ((0, 0, 0, 0, 0), "0.000"),
        ((1, 0, 0, 0, 0), "0.250"),
        ((3, 3, 3, 3, 4), "3.150"),
    ],
    ids=["mixed", "highest", "lowest", "one point", "a weight of 15"],
)
def test_the_mean_by_hand(given_scores, mean):
    assert weighted_mean(SKY, scores(*given_scores)) == Decimal(mean)


def test_no_mean_while_a_score_lacks():
    assert weighted_mean(SKY, scores(5, 4, 3, 5)) is None
    assert weighted_mean(SKY, scores(5, 4, 3, 5, None)) is None
    assert weighted_mean([], {}) is None


def test_scales_of_different_length_count_alike():
    mixed = criteria((50, 1, 3), (50, 0, 10))
    assert common_scale(mixed) == Scale(0, 10)
    assert not are_alike(mixed)
    # The middle of both scales is the middle of the common one; the top is the top.
    assert weighted_mean(mixed, scores(2, 5)) == Decimal("5.000")
    assert weighted_mean(mixed, scores(3, 10)) == Decimal("10.000")
    assert weighted_mean(mixed, scores(1, 0)) == Decimal("0.000")
    # A third of the way counts half: 10 × (0.5×1 + 0.5×0.4)
    assert weighted_mean(mixed, scores(3, 4)) == Decimal("7.000")


def test_weights_that_make_no_hundred_are_shares_of_their_sum():
    assert weighted_mean(criteria((1, 0, 5), (2, 0, 5)), scores(5, 2)) == Decimal("3.000")


def test_rounded_once_and_halves_upwards():
    thirds = criteria((1, 0, 1), (1, 0, 1), (1, 0, 1))
    one, two = scores(1, 0, 0), scores(1, 1, 0)
    assert weighted_mean(thirds, one) == Decimal("0.333")
    # The mean of a third and two thirds is a half: rounding each first would make 0.500 from 0.333 and 0.667,
    # but of a third, a third and a third and two thirds it would not.
    assert verdict_of(thirds, [one, one, one, two]).score == Decimal("0.417")
    assert verdict_of(criteria((1, 0, 5)), [scores(4), scores(5)]).score == Decimal("4.500")
    assert verdict_of(criteria((1999, 0, 1), (1, 0, 1)), [scores(0, 1)]).score == Decimal("0.001")
    assert rounded(None) is None


def test_spread_is_between_the_means_and_the_consensus_takes_their_place():
    high, low = scores(5, 5, 5, 5, 5), scores(3, 3, 3, 3, 3)
    both = verdict_of(SKY, [high, low])
    assert (both.score, both.spread) == (Decimal("4.000"), Decimal("2.000"))
    agreed = verdict_of(SKY, [high, low], scores(4, 4, 4, 4, 3))
    assert (agreed.score, agreed.spread) == (Decimal("3.850"), Decimal("2.000"))
    nothing = verdict_of(SKY, [])
    assert (nothing.score, nothing.spread) == (None, None)


@given(
    st.lists(
        st.tuples(st.integers(1, 100), st.integers(0, 4), st.integers(5, 10), st.integers(0, 100)),
        min_size=1,
        max_size=6,
    )
)
def test_a_mean_is_on_the_scale_and_a_better_score_never_lowers_it(told):
    found = criteria(*((weight, low, high) for weight, low, high, _ in told))
    given_scores = {
        one.pk: one.lowest + place * (one.highest - one.lowest) // 100
        for one, (*_, place) in zip(found, told, strict=True)
    }
    scale = common_scale(found)
    mean = weighted_mean(found, given_scores)
    assert scale.lowest <= mean <= scale.highest
    for one in found:
        if given_scores[one.pk] < one.highest:
            assert weighted_mean(found, {**given_scores, one.pk: given_scores[one.pk] + 1}) >= mean
