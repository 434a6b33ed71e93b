"""Whatever several people type side by side: nobody's work is lost, and every sum holds."""

from hypothesis import given
from hypothesis import strategies as st

from grants.budgeting import sum_up
from grants.models import BudgetLine, OtherFunding
from grants.services.budget_input import line_key
from grants.services.budget_parts import OTHER, WHOLE, Collision, Rows, Scope, marks, merge

MEMBERS = (1, 2, 3, 4)
keys = st.tuples(
    st.sampled_from(MEMBERS),
    st.sampled_from((11, 12, 13)),
    st.sampled_from(("pay", "operating")),
    st.sampled_from((2021, 2022, 2023)),
    st.integers(0, 99_999_999).map(lambda euros: euros * 100),
)
funding = st.lists(st.tuples(st.sampled_from(("Kunta", "Maakunta")), st.integers(0, 10**9)), max_size=2)
budgets = st.tuples(st.lists(keys, max_size=8), funding)


def made(budget):
    lines, other = budget
    return Rows(
        [
            BudgetLine(member_id=m, category_id=c, cost_type=t, year=y, amount_cents=cents, basis="x")
            for m, c, t, y, cents in lines
        ],
        [OtherFunding(granter=granter, amount_cents=cents) for granter, cents in other],
    )


def part(rows, member):
    return [line_key(line) for line in rows.lines if line.member_id == member]


def given_to(rows):
    return [(row.granter, row.amount_cents) for row in rows.other]


def tried(typed, stored, seen, scope=WHOLE):
    try:
        return merge(typed, stored, marks(seen), scope).rows
    except Collision as collision:
        return collision.parts


@given(budgets, budgets, budgets)
def test_every_part_is_what_was_typed_or_what_is_stored_never_a_mixture(before, mine, theirs):
    seen, typed, stored = made(before), made(mine), made(theirs)
    found = tried(typed, stored, seen)
    for member in MEMBERS:
        old, new, there = part(seen, member), part(typed, member), part(stored, member)
        both = new != old and there not in (old, new)
        if isinstance(found, set):
            assert (str(member) in found) == both
        else:
            assert not both
            assert part(found, member) == (there if new == old else new)
    if isinstance(found, set):
        assert (OTHER in found) == (
            given_to(typed) != given_to(seen) and given_to(stored) not in (given_to(seen), given_to(typed))
        )
    else:
        assert given_to(found) == (given_to(stored) if given_to(typed) == given_to(seen) else given_to(typed))


@given(budgets, budgets, st.sampled_from(MEMBERS))
def test_a_member_s_writer_changes_its_own_part_alone(before, mine, member):
    stored = made(before)
    found = tried(made(mine), stored, stored, Scope(members=frozenset({member})))
    assert part(found, member) == part(made(mine), member)
    others = [line_key(line) for line in stored.lines if line.member_id != member]
    assert [line_key(line) for line in found.lines if line.member_id != member] == others
    assert given_to(found) == given_to(stored)


@given(budgets)
def test_what_is_stored_changes_nothing(before):
    stored = made(before)
    merged = merge(made(before), stored, {}, WHOLE)
    assert merged.changed == set()
    assert merged.rows is stored


@given(budgets, budgets)
def test_who_writes_the_whole_has_the_order_of_the_page(before, mine):
    stored, typed = made(before), made(mine)
    merged = merge(typed, stored, marks(stored), WHOLE)
    if merged.changed:
        order = [line.member_id for line in merged.rows.lines]
        assert order == [line.member_id for line in typed.lines]


@given(budgets, budgets, budgets, st.integers(0, 100))
def test_lines_members_categories_types_and_years_come_to_one_total(before, mine, theirs, percent):
    found = tried(made(mine), made(theirs), made(before))
    if isinstance(found, set):
        return
    sums = sum_up(found.lines, other=[row.amount_cents for row in found.other], own_share_percent=percent)
    assert sums.total == sum(line.amount_cents for line in found.lines)
    for parts in (sums.by_member, sums.by_category, sums.by_type, sums.by_year):
        assert sum(parts.values()) == sums.total
    assert sums.own_share + sums.other + sums.grant == sums.total
