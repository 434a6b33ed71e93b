"""A bar that fills: where its parts stand, what is left, and what happens when it is exceeded."""

import pytest

from sky_portal.ui.stacked import Part, fill, length


def bar(whole, *amounts):
    parts = [
        Part(f"kind{place}", f"part {place}", amount, str(amount)) for place, amount in enumerate(amounts)
    ]
    return fill("whole", whole, parts, left="left", show=str)


def places(drawn):
    return [(part.begins, part.breadth) for part in drawn.parts]


def test_parts_stand_side_by_side_and_what_is_left_is_last():
    drawn = bar(1000, 600, 150)
    assert places(drawn) == [("0.0%", "60.0%"), ("60.0%", "15.0%"), ("75.0%", "25.0%")]
    assert (drawn.parts[-1].kind, drawn.parts[-1].amount, drawn.parts[-1].text) == ("left", 250, "250")
    assert (drawn.over, drawn.end) == (0, "100.0%")


def test_a_part_that_is_something_is_seen():
    assert places(bar(1_000_000, 1))[0] == ("0.0%", "0.1%")
    assert places(bar(1_000_000, 0))[0] == ("0.0%", "0.0%")


def test_an_exceeded_whole_shows_where_it_ends():
    drawn = bar(1000, 1500, 500)
    assert places(drawn)[:2] == [("0.0%", "75.0%"), ("75.0%", "25.0%")]
    assert (drawn.over, drawn.end) == (1000, "50.0%")
    assert (drawn.parts[-1].amount, drawn.parts[-1].text) == (0, "-1000")


def test_nothing_of_nothing_can_be_drawn():
    assert places(bar(0)) == [("0.0%", "0.0%")]


@pytest.mark.parametrize("amounts", [(-1, ()), (10, (-1,))], ids=["whole", "part"])
def test_nothing_is_below_nought(amounts):
    with pytest.raises(ValueError, match="from nought up"):
        bar(amounts[0], *amounts[1])


def test_lengths_are_shares_of_the_longest():
    assert [length(amount, 400) for amount in (400, 100, 1, 0)] == ["100.0%", "25.0%", "0.2%", "0.0%"]
    assert length(0, 0) == "0.0%"
