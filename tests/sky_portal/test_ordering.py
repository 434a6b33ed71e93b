"""Rows numbered without gaps, whatever moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.models import CostCategory
from sky_portal.ordering import moved, renumber


@pytest.mark.parametrize(
    ("item", "direction", "expected"),
    [
        ("a", "up", "abc"),
        ("b", "up", "bac"),
        ("c", "up", "acb"),
        ("a", "down", "bac"),
        ("b", "down", "acb"),
        ("c", "down", "abc"),
    ],
)
def test_one_step(item, direction, expected):
    assert moved("abc", item, direction) == list(expected)


def test_only_up_and_down_and_what_is_there():
    with pytest.raises(KeyError):
        moved("abc", "a", "left")
    with pytest.raises(ValueError, match="not found"):
        moved("abc", "d", "up")


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["up", "down"])), max_size=30))
def test_nothing_is_lost_however_often_one_moves(steps):
    items = list(range(6))
    for item, direction in steps:
        items = moved(items, item, direction)
    assert sorted(items) == list(range(6))


@pytest.fixture
def categories(db):
    from tests.grants.factories import make_call

    call = make_call(published=False)
    call.cost_categories.all().delete()
    return [
        CostCategory.objects.create(call=call, number=number, name={"fi": "x"}) for number in (1, 2, 5, 9)
    ]


def test_numbers_that_must_differ_are_swapped_and_closed_up(categories):
    first, second, third, fourth = categories
    assert renumber([second, first, fourth, third], "number") == 4
    stored = dict(CostCategory.objects.order_by("number").values_list("pk", "number"))
    assert stored == {second.pk: 1, first.pk: 2, fourth.pk: 3, third.pk: 4}
    assert second.number == 1


def test_what_is_in_order_is_not_written(categories, django_assert_num_queries):
    first, second, *_rest = categories
    with django_assert_num_queries(0):
        assert renumber([first, second], "number") == 0
