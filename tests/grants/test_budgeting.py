"""The sums of a budget, for every budget."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from grants.budgeting import Line, sum_up
from sky_portal.money import CENTS

lines = st.lists(
    st.builds(
        Line,
        member_id=st.integers(1, 5),
        category_id=st.integers(1, 3),
        cost_type=st.sampled_from(["pay", "operating"]),
        year=st.integers(2021, 2023),
        amount_cents=st.integers(0, 10**9).map(lambda euros: euros * CENTS),
    ),
    max_size=30,
)
others = st.lists(st.integers(0, 10**7).map(lambda euros: euros * CENTS), max_size=4)
percents = st.integers(0, 100)


@given(lines, others, percents)
def test_total_less_own_share_less_other_funding_is_the_grant(
    rows: list[Line], other: Sequence[int], percent: int
):
    found = sum_up(rows, other=other, own_share_percent=percent)
    assert found.total - found.own_share - found.other == found.grant


@given(lines, others, percents)
def test_lines_members_categories_types_and_years_have_one_total(
    rows: list[Line], other: Sequence[int], percent: int
):
    found = sum_up(rows, other=other, own_share_percent=percent)
    assert sum(row.amount_cents for row in rows) == found.total
    for parts in (found.by_member, found.by_category, found.by_type, found.by_year):
        assert sum(parts.values()) == found.total


@given(lines, percents)
def test_the_own_share_is_rounded_up_to_the_euro(rows: list[Line], percent: int):
    found = sum_up(rows, other=(), own_share_percent=percent)
    exact = found.total * percent
    assert found.own_share % CENTS == 0
    assert exact <= found.own_share * 100 < exact + 100 * CENTS


def test_the_known_applications_come_out_as_they_were():
    for total, own in ((850_000, 170_000), (625_000, 125_000)):
        line = Line(1, 1, "pay", 2021, total * CENTS)
        found = sum_up([line], other=(), own_share_percent=20)
        assert (found.own_share, found.grant) == (own * CENTS, (total - own) * CENTS)


def test_other_funding_beyond_the_total_shows_as_a_negative_grant():
    found = sum_up([Line(1, 1, "pay", 2021, 100_00)], other=[90_00], own_share_percent=20)
    assert found.grant == -10_00
