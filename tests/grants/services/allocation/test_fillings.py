"""The rules themselves: what they give to whom, over any set of applications."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.services.allocation.fillings import (
    Candidate,
    Cause,
    Situation,
    highest_part,
    in_order,
    region_floor,
    same_cut,
)
from sky_portal.money import CENTS, euros

SCORES = st.one_of(st.none(), st.decimals(0, 5, places=1, allow_nan=False))


@st.composite
def situations(draw):
    """A call's applications with room that may or may not suffice."""
    candidates = []
    for key in range(draw(st.integers(1, 12))):
        asked = draw(st.integers(1, 900_000))
        candidates.append(
            Candidate(
                key=key,
                asked=euros(asked),
                before=euros(draw(st.integers(0, asked))),
                score=draw(SCORES),
                region=draw(st.sampled_from(["01", "11", "15", ""])),
                meets=draw(st.booleans()),
                ended=draw(st.booleans()),
            )
        )
    kept = {"11": euros(draw(st.integers(0, 900_000)))}
    return Situation(tuple(candidates), euros(draw(st.integers(0, 6_000_000))), kept["11"], kept)


def of(*asked, room, scores=None, **fields):
    scores = scores or [str(5 - place) for place in range(len(asked))]
    return Situation(
        tuple(
            Candidate(key, euros(amount), 0, Decimal(scores[key]), **fields)
            for key, amount in enumerate(asked)
        ),
        euros(room),
    )


def given_to(filled):
    return {key: filling.grant // CENTS for key, filling in filled.fillings.items()}


def test_in_order_the_money_ends_and_nobody_below_is_preferred():
    filled = in_order(of(100, 80, 20, room=130))
    assert given_to(filled) == {0: 100, 1: 0, 2: 0}
    assert [filling.cause for filling in filled.fillings.values()] == [Cause.CUT, Cause.SPENT, Cause.SPENT]


def test_in_order_the_rest_goes_to_the_first_that_does_not_fit():
    filled = in_order(of(100, 80, 20, room=130), rest=True)
    assert given_to(filled) == {0: 100, 1: 30, 2: 0}
    assert filled.fillings[1].cause == Cause.REST


def test_in_order_with_a_share_and_a_lowest_score():
    filled = in_order(of(100, 80, 20, room=1000), percent=Decimal(50), lowest=Decimal("3.5"))
    assert given_to(filled) == {0: 50, 1: 40, 2: 0}
    assert filled.fillings[2].cause == Cause.LOW


def test_it_is_told_when_the_money_ends_between_equals():
    tied = in_order(of(100, 80, 80, 20, room=190, scores=["5", "4", "4", "3"]))
    assert (given_to(tied), tied.tied) == ({0: 100, 1: 80, 2: 0, 3: 0}, [1, 2])
    assert in_order(of(100, 80, room=120)).tied == []


@given(situations(), st.booleans(), st.decimals(0, 100, places=2))
def test_in_order_never_gives_more_than_there_is(situation, rest, percent):
    filled = in_order(situation, rest=rest, percent=percent)
    assert sum(given_to(filled).values()) * CENTS <= max(situation.left, 0)
    by_key = {one.key: one for one in situation.candidates}
    spent = False
    for key, filling in filled.fillings.items():
        one = by_key[key]
        assert 0 <= filling.grant <= one.asked
        assert not filling.grant or (one.meets and not one.ended and not spent)
        spent = spent or filling.cause in {Cause.REST, Cause.SPENT}
    assert set(filled.fillings) == {one.key for one in situation.candidates if one.score is not None}


def test_the_same_cut_above_a_score():
    filled = same_cut(of(100, 80, 20, room=10), above=Decimal(4), percent=Decimal("92.5"))
    assert given_to(filled) == {0: 92, 1: 74, 2: 0}
    assert filled.fillings[2].cause == Cause.LOW


@given(situations())
def test_without_a_percentage_it_is_the_highest_that_fits(situation):
    filled = same_cut(situation, above=Decimal(2))
    assert sum(given_to(filled).values()) * CENTS <= max(situation.left, 0)
    asked = [one.asked for one in situation.candidates if one.score is not None and one.score >= 2]
    part = highest_part(asked, situation.left)
    if part < 100 and situation.left >= 0 and asked:
        more = [cents * int((part + Decimal("0.01")) * 100) // 10_000 // CENTS * CENTS for cents in asked]
        assert sum(more) > situation.left


def test_each_region_has_its_floor_where_it_has_asked_for_it():
    far, near = (Candidate(key, euros(100), 0, Decimal(4), region=str(key)) for key in (1, 2))
    second = Candidate(3, euros(50), euros(10), Decimal(5), region="1")
    filled = region_floor(Situation((far, near, second), euros(1000)), euros=70)
    assert given_to(filled) == {3: 50, 1: 20, 2: 70}


def test_a_floor_as_a_part_of_what_a_region_asks_for_in_some_regions():
    situation = of(100, 80, room=1000, region="11")
    assert given_to(region_floor(situation, percent=Decimal(50), regions=["11"])) == {0: 90}
    assert given_to(region_floor(situation, percent=Decimal(50), regions=["15"])) == {}


@given(situations(), st.integers(0, 2_000_000))
def test_a_floor_lowers_nothing_and_counts_what_stands_in_other_rows(situation, floor):
    filled = region_floor(situation, euros=floor)
    by_key = {one.key: one for one in situation.candidates}
    for key, filling in filled.fillings.items():
        assert by_key[key].before < filling.grant <= by_key[key].asked
    for region in {one.region for one in situation.candidates} - {""}:
        lifted = [one for one in situation.candidates if one.region == region and one.key in filled.fillings]
        now = sum(
            filled.fillings[one.key].grant if one in lifted else one.before
            for one in situation.candidates
            if one.region == region
        )
        assert not lifted or now + situation.kept_by_region.get(region, 0) <= euros(floor)


@pytest.mark.parametrize(("barred", "cause"), [("ended", Cause.ENDED), ("meets", Cause.CONDITION)])
@pytest.mark.parametrize("rule", [in_order, lambda s: same_cut(s, above=Decimal(0))], ids=["order", "cut"])
def test_who_is_out_gets_nothing_by_any_rule(rule, barred, cause):
    situation = of(100, 80, room=1000)
    first, second = situation.candidates
    out = replace(first, **{barred: barred == "ended"})
    filled = rule(replace(situation, candidates=(out, second)))
    assert given_to(filled) == {0: 0, 1: 80}
    assert filled.fillings[0].cause == cause
    assert (
        0
        not in region_floor(
            replace(situation, candidates=(replace(out, region="11"), second)), euros=50
        ).fillings
    )
