"""Characters in a PDF: shown, replaced or left out, never a missing glyph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal.documents.pdf.text import REPLACEMENT, covered, printable


@pytest.mark.parametrize(
    "text",
    [
        "Åäkköset öljyssä – 5 §, 10 €",
        "Čáhcesullo, Ŋ, Ŧ, Đ, ž, š",
        "”Sitaatti” ja ’puoli’ …",
        "a\u00a0000\u00ad-b",
        "½ × − ±",
    ],
)
def test_what_finnish_swedish_and_sami_are_written_with_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00\x07a\x0bb\x1f", "ab"),
        ("10\u202e00\u202c5", "10005"),
        ("\ud800x\ufffe", "x" + REPLACEMENT),
        ("hieno 😀", f"hieno {REPLACEMENT}"),
        ("学校", REPLACEMENT * 2),
        ("1\u202f000", "1\u00a0000"),
        ("a\u0308", "ä"),
        ("a\u2028b", "a\nb"),
        ("\u200fx\ufeff", "x"),
    ],
)
def test_the_rest_is_replaced_or_left_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_whatever_is_written_only_known_characters_are_left(text: str) -> None:
    shown = printable(text)
    assert set(shown) <= covered() | {REPLACEMENT}
    assert printable(shown) == shown
