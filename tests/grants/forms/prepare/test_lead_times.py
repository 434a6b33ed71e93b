"""How long before closing something is reminded of, as people write it."""

import re

import pytest
from django.utils.translation import override

from grants.forms.prepare.lead_times import LeadTimesField, in_words, parse


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("14 d, 7 d, 1 d, 3 h", [336, 168, 24, 3]),
        ("14 pv; 3 h\n7pv", [336, 168, 3]),
        ("3 tuntia, 2 päivää", [48, 3]),
        ("2 dygn, 5 timmar", [48, 5]),
        ("1 d, 24 h", [24]),
        (" , ", []),
        ("", []),
    ],
)
def test_days_and_hours_in_three_languages(text, hours):
    assert parse(text) == hours


@pytest.mark.parametrize("text", ["7", "d", "0 d", "-1 d", "1.5 d", "7 w", "366 d", "7 d 3 h", "٧ d"])
def test_what_is_not_understood_is_named(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse(f"1 d, {text}")


@pytest.mark.parametrize(
    ("language", "words"), [("fi", "2 pv, 30 h"), ("sv", "2 d, 30 h"), ("en", "2 d, 30 h")]
)
def test_what_is_stored_is_shown_in_words_that_are_understood_again(language, words):
    with override(language):
        assert in_words([30, 48]) == words
        assert LeadTimesField().clean(words) == [48, 30]


def test_the_order_of_what_is_stored_is_no_change():
    field = LeadTimesField()
    assert not field.has_changed([3, 24], "1 d, 3 h")
    assert field.has_changed([3, 24], "1 d")
    assert field.has_changed([3, 24], "x")
