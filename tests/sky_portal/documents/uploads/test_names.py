"""Names of uploaded files: no path, nothing invisible, not too long, never empty."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sky_portal.documents.uploads.names import LONGEST, clean_name, split_extension


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Talousarvio 2021.xlsx", "Talousarvio 2021.xlsx"),
        ("C:\\Users\\aino\\Liite ä.pdf", "Liite ä.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u0308iti.pdf", "äiti.pdf"),
        ("kuitti\u202efdp.exe", "kuittifdp.exe"),
        ("a\x00b\nc.pdf", "ab c.pdf"),
        ('<b>"x"|?*:.pdf', "_b__x_____.pdf"),
        (".pdf", "pdf"),
        ("...", "_"),
        ("", "_"),
        ("CON.pdf", "_CON.pdf"),
        ("a.pdf. . .", "a.pdf"),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("ä" * 500 + ".docx")
    assert len(name) == LONGEST
    assert name.endswith("ä.docx")


@given(st.text(max_size=300))
def test_whatever_it_was_it_can_be_shown_and_saved(raw: str) -> None:
    name = clean_name(raw)
    assert 0 < len(name) <= LONGEST + 1
    assert not set(name) & set('/\\<>:"|?*')
    assert all(unicodedata.category(character)[0] != "C" for character in name)


@given(st.text(max_size=50))
def test_the_extension_is_small_or_none(name: str) -> None:
    extension = split_extension(name)[1]
    assert extension == "" or (extension.startswith(".") and extension == extension.lower())
