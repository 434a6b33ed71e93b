"""Folding of words for searches."""

import unicodedata

import pytest

from sky_portal.search import fold, plain


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Äänekoski", "äänekoski"),
        ("ÅBO Malmö", "åbo malmö"),
        ("Garçía Šmidt Été", "garcia smidt ete"),
        ("Straße", "strasse"),
        ("OKM/1/520/2021", "okm/1/520/2021"),
        ("", ""),
    ],
)
def test_case_and_foreign_accents_go_and_own_letters_stay(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize("typed", ["aanekoski", "Äänekoski", "ÄÄNEKOSKI", "áanekoski"])
def test_a_keyboard_without_accents_finds_the_same(typed):
    assert plain(typed) == plain("Äänekoski") == "aanekoski"
