"""The choice in the address: one way to write it, and nothing that anybody writes breaks it."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from grants.views.chosen import MOST, Chosen, read

KNOWN = {f"{number:03d}" for number in range(200)} | {"o7"}


def of(query):
    return read(QueryDict(query), KNOWN)


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("m=140", "m=140"),
        ("m=140&m=140", "m=140"),
        # The first one leads; the rest has one order.
        ("m=140&m=101&m=o7&m=100", "m=140&m=100&m=101&m=o7"),
        ("m=140&add=101", "m=140&m=101"),
        ("m=140&add=140", "m=140"),
        ("m=140&m=101&remove=140", "m=101"),
        ("m=140&m=101&m=102&lead=102", "m=102&m=101&m=140"),
        ("m=140&lead=150", "m=140"),
        ("m=140&m=999", "m=140&ignored=1"),
        ("m=140&ignored=1", "m=140&ignored=1"),
        ("m=140&utm_source=x", "m=140"),
        ("m=%00&m=%F0%9F%92%A5&m=", "ignored=1"),
        ("m=140%20", "ignored=1"),
    ],
)
def test_a_choice_has_one_address(query, canonical):
    assert of(query).query == canonical


def test_at_most_sixty_are_taken_and_the_rest_is_said_to_be_left_out():
    sixty = "&".join(f"m={number:03d}" for number in range(MOST))
    assert of(sixty) == Chosen(tuple(f"{number:03d}" for number in range(MOST)), ignored=False)
    more = of(f"{sixty}&add=199")
    assert len(more.keys) == MOST
    assert more.ignored


@given(
    st.lists(
        st.tuples(st.sampled_from(["m", "add", "remove", "lead"]), st.sampled_from([*sorted(KNOWN), "x"]))
    )
)
def test_reading_what_was_written_changes_nothing(pairs):
    once = of("&".join(f"{name}={value}" for name, value in pairs))
    assert of(once.query) == once
    assert len(set(once.keys)) == len(once.keys) <= MOST
