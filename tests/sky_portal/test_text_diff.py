"""The difference of two texts: nothing of either is lost, and equal texts have none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal.text_diff import GONE, NEW, SAME, Piece, by_lines, by_words, earlier, later

WORDS = st.lists(st.sampled_from(["koulu", "Älä", "jää", " ", "\n", ".", "e\u0301", "–", "10"])).map("".join)
TEXTS = st.one_of(WORDS, st.text(max_size=80))


@pytest.mark.parametrize("compare", [by_words, by_lines])
@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_out_of_the_pieces(compare, before, after):
    pieces = compare(before, after)
    assert (earlier(pieces), later(pieces)) == (before, after)
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize("compare", [by_words, by_lines])
@given(text=TEXTS)
def test_what_is_equal_has_no_difference(compare, text):
    assert compare(text, text) == ([Piece(SAME, text)] if text else [])


@given(before=TEXTS, after=TEXTS)
def test_what_differs_has_one(before, after):
    assert (before == after) is all(piece.kind == SAME for piece in by_words(before, after))


@given(before=TEXTS, after=TEXTS)
def test_no_two_pieces_of_a_kind_stand_side_by_side(before, after):
    kinds = [piece.kind for piece in by_words(before, after)]
    assert all(one != other for one, other in pairwise(kinds))


def test_a_changed_word_stands_in_its_sentence():
    assert by_words("Kuraattori soittaa kotiin.", "Koulukoutsi soittaa kotiin.") == [
        Piece(GONE, "Kuraattori"),
        Piece(NEW, "Koulukoutsi"),
        Piece(SAME, " soittaa kotiin."),
    ]


def test_words_beside_each_other_are_one_change():
    assert by_words("a b c", "x y c") == [Piece(GONE, "a b"), Piece(NEW, "x y"), Piece(SAME, " c")]


def test_a_hostile_text_is_compared_all_the_same():
    before, after = "a " * 15_000, "a b " * 15_000
    pieces = by_words(before, after)
    assert (earlier(pieces), later(pieces)) == (before, after)
