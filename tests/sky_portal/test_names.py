"""A name is one line of characters that can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal.names import plain_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jokainen  koulupäivä ", "Jokainen koulupäivä"),
        ("Matti\r\nBcc: x@y.example", "Matti Bcc: x@y.example"),
        ("\u202a+358 40 123\u202c", "+358 40 123"),
        ("Koulu\u202etxt", "Koulutxt"),
        ("a\x00b\x08c\x85d\u2028e", "a b c d e"),
        ("A\u0308a\u0308nekoski", "Äänekoski"),
        ("Étoile & <b> 😀", "Étoile & <b> 😀"),
        ("\n\t", ""),
    ],
)
def test_what_is_kept_of_what_was_typed(typed: str, kept: str) -> None:
    assert plain_line(typed) == kept


@given(st.text())
def test_it_is_one_line_and_stays_as_it_is(text: str) -> None:
    line = plain_line(text)
    assert len(line.splitlines()) <= 1
    assert plain_line(line) == line
