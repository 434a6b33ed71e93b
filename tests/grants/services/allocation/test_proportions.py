"""The arithmetic of a cut: what it keeps, over any budget."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.services.allocation.proportions import NOTHING, Basis, Sums, part_of, spread
from sky_portal.money import CENTS, euros, own_share

EUROS = st.integers(1, 5_000_000)


@st.composite
def bases(draw):
    """What can have been sent: the applicant's share of it, other funding, and a grant of a euro at least."""
    total, percent = draw(EUROS), draw(st.integers(0, 99))
    left = euros(total) - own_share(euros(total), percent)
    if left < CENTS:
        return Basis(euros(total), euros(total), 0)
    other = draw(st.integers(0, left // CENTS - 1))
    return Basis(euros(total), left - euros(other), percent)


@given(bases())
def test_all_of_it_is_what_was_applied_for(basis):
    own = own_share(basis.total, basis.own_share_percent)
    assert basis.accept(basis.total) == Sums(basis.total, own, basis.other, basis.grant)
    assert basis.accept(0) == NOTHING


@given(bases(), st.data())
def test_the_parts_make_the_whole_and_the_own_share_is_the_calls(basis, data):
    total = euros(data.draw(st.integers(0, basis.total // CENTS)))
    sums = basis.accept(total)
    assert sums.own_share + sums.other + sums.grant == sums.total == total
    assert min(sums.own_share, sums.other, sums.grant) >= 0
    assert all(part % CENTS == 0 for part in (sums.own_share, sums.other, sums.grant))
    assert sums.own_share == own_share(total, basis.own_share_percent)


@given(bases(), st.data())
def test_the_grant_keeps_its_part_of_the_costs_up_to_the_rounding(basis, data):
    total = euros(data.draw(st.integers(1, basis.total // CENTS)))
    as_applied = Decimal(basis.grant) / basis.total * total
    # The own share is rounded once as applied for and once now.
    assert abs(basis.accept(total).grant - as_applied) < 2 * CENTS


@given(bases(), st.data())
def test_a_euro_more_of_costs_never_lowers_the_grant(basis, data):
    total = euros(data.draw(st.integers(1, basis.total // CENTS)))
    step = basis.accept(total).grant - basis.accept(total - CENTS).grant
    assert step in {0, CENTS}


@given(bases(), st.data())
def test_every_grant_up_to_what_was_applied_for_has_its_costs(basis, data):
    grant = euros(data.draw(st.integers(0, basis.grant // CENTS)))
    total = basis.total_for(grant)
    assert basis.accept(total).grant == grant
    if 0 < grant < basis.grant:
        assert basis.accept(total - CENTS).grant < grant


@pytest.mark.parametrize("wrong", [-1, 1], ids=["less than nothing", "more than applied for"])
def test_what_was_not_applied_for_is_refused(wrong):
    basis = Basis(euros(100), euros(80), 20)
    with pytest.raises(ValueError, match="cents of"):
        basis.total_for(euros(80) + CENTS if wrong > 0 else -CENTS)
    with pytest.raises(ValueError, match="cents of"):
        basis.accept(euros(100) + CENTS if wrong > 0 else -CENTS)


@given(st.lists(st.integers(0, 900_000), min_size=1, max_size=30).filter(any), st.data())
def test_lines_make_the_total_and_none_gets_more_than_was_applied_for(amounts, data):
    lines = {key: euros(amount) for key, amount in enumerate(amounts)}
    total = euros(data.draw(st.integers(0, sum(amounts))))
    shared = spread(total, lines)
    assert sum(shared.values()) == total
    assert all(0 <= shared[key] <= lines[key] for key in lines)


@pytest.mark.parametrize(
    ("asked", "percent", "part"),
    [(680_000, "88", 598_400), (50_000, "33.333", 16_666), (1, "99.99", 0), (500_000, "100", 500_000)],
)
def test_a_part_is_rounded_down_to_the_euro(asked, percent, part):
    assert part_of(euros(asked), Decimal(percent)) == euros(part)
