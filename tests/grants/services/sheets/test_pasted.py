"""What spreadsheet programs put on the clipboard."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.services.sheets.pasted import rows_of
from grants.services.sheets.table import LONGEST, Row, SheetRefused, pack, unpack


def cells(text):
    return [(row.number, list(row.cells)) for row in rows_of(text)]


def test_tabs_line_ends_and_quoted_cells():
    text = 'Kunta\tPeruste\r\nIisalmi\t"Koulu\nkuraattori ""oma"""\tx\r\n\r\nVaasa\t\t5\t\t\r\n'
    assert cells(text) == [
        (1, ["Kunta", "Peruste"]),
        (2, ["Iisalmi", 'Koulu kuraattori "oma"', "x"]),
        (4, ["Vaasa", "", "5"]),
    ]


def test_semicolons_as_in_csv():
    assert cells("Kunta;Summa\nIisalmi;1 234,50\n") == [(1, ["Kunta", "Summa"]), (2, ["Iisalmi", "1 234,50"])]
    # One text with a semicolon in it is no table.
    with pytest.raises(SheetRefused, match="no_columns"):
        rows_of("Hei;\nTässä budjetti.\nTerveisin Aino\n")


@pytest.mark.parametrize(
    ("text", "second"),
    [('a\t"b c\nd\te', ["d", "e"]), ('a\t5" putki\nd\te', ["d", "e"]), ('a\t"b" c\nd\te', ["d", "e"])],
)
def test_quotation_marks_that_do_not_pair_are_characters(text, second):
    assert cells(text)[1][1] == second


def test_cells_are_one_line_without_what_nobody_sees():
    assert cells("a\u00a0b\u200e\t\ufeffx\u2028y\n")[0][1] == ["a b", "x y"]
    assert len(cells("a\t" + "x" * 5000)[0][1][1]) == LONGEST


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nothing"),
        ("\t\t\n\n", "nothing"),
        ("sana", "no_columns"),
        ("a\tb\n" * 2001, "rows"),
        ("a\t" * 61 + "b", "columns"),
        ("\t\n" * 100_000 + "a\tb", "rows"),
        ("x" * 1_000_001, "cells"),
        ("\t".join(["x"] * 40) + "\n" + ("\t".join(["x"] * 40) + "\n") * 900, "cells"),
    ],
)
def test_what_is_no_table_or_too_large_is_refused(text, code):
    with pytest.raises(SheetRefused) as why:
        rows_of(text)
    assert why.value.code == code


@given(st.text(alphabet=st.sampled_from('ab1\t\n\r";, "\u00a0€\x00'), max_size=60) | st.text(max_size=60))
def test_any_text_gives_rows_or_a_sentence_and_travels_unchanged(text):
    try:
        rows = rows_of(text)
    except SheetRefused as why:
        assert why.code in {"nothing", "no_columns", "columns", "rows", "cells"}  # noqa: PT017
        return
    assert all(any(cell != "" for cell in row.cells) for row in rows)
    assert unpack(pack(rows)) == rows


def test_numbers_travel_as_numbers():
    rows = [Row(3, ("a", Decimal("1234.5"), "", Decimal(-2)))]
    assert unpack(pack(rows)) == rows
