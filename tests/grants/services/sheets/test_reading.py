"""XLSX and ODS files: values as they are, and a sentence for whatever cannot be read."""

import contextlib
import datetime
import io
import random
import time
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.services.sheets.reading import read
from grants.services.sheets.table import MOST_ROWS, SheetRefused
from tests.grants.services.sheets.files import ods, ods_row, ods_table, xlsx, xlsx_of

# Processor time of this process: a refusal must come at once, on a loaded machine too.
AT_ONCE = 5


def rows(stream, name="talous.xlsx", sheet=0):
    return [(row.number, list(row.cells)) for row in read(stream, name=name)[sheet].rows]


def refused(stream, name="talous.xlsx"):
    started = time.process_time()
    with pytest.raises(SheetRefused) as why:
        read(stream, name=name)
    assert time.process_time() - started < AT_ONCE
    assert str(why.value.message)
    return why.value.code


def test_xlsx_gives_values_with_their_row_numbers():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 1, ["Kunta", 28500, 0.1 + 0.2, True])
        sheet.write_formula(2, 0, "=SUM(B1:B2)", None, 1234.5)
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_datetime(2, 2, datetime.datetime(2022, 1, 1), book.add_format({"num_format": "d.m.yyyy"}))
        sheet.write_number(2, 3, 1000, book.add_format({"num_format": '#,##0.00 [$€-40B] "pdy"'}))
        sheet.write_rich_string(5, 0, "Kou", book.add_format({"bold": True}), "lu")
        sheet.write_string(5, 1, "_x0041_\n =1+1 <&>")
    assert rows(stream) == [
        (2, ["", "Kunta", Decimal(28500), Decimal("0.3"), "1"]),
        (3, [Decimal("1234.5"), "#DIV/0!", "1.1.2022", Decimal(1000)]),
        (6, ["Koulu", "_x0041_ =1+1 <&>"]),
    ]


def test_ods_gives_the_same():
    body = ods_row(["Kunta", 28500, 1234.5, True])
    body += '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    body += (
        '<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string">'
        '<text:p>a<text:s text:c="2"/>b<text:span>c</text:span><text:tab/>d</text:p><text:p>e</text:p>'
        "</table:table-cell><table:covered-table-cell/>"
        '<table:table-cell office:value-type="date" office:date-value="2022-01-31T00:00:00"/>'
        '<table:table-cell office:value-type="currency" office:value="-5"/>'
        '<table:table-cell office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'
        "</table:table-row>"
    )
    assert rows(ods(tables=ods_table(body)), "talous.ods") == [
        (1, ["Kunta", Decimal(28500), Decimal("1234.5"), "true"]),
        (5, ["a bc d e", "a bc d e", "", "31.1.2022", Decimal(-5), "#DIV/0!"]),
    ]


def test_every_sheet_with_something_in_it_is_read():
    found = read(xlsx(["a", 1], name="Kulut", Tyhjä=[], Muu=[["b"]]), name="t.xlsx")
    assert [(sheet.name, len(sheet.rows)) for sheet in found] == [("Kulut", 1), ("Muu", 1)]
    two = ods_table(ods_row(["a"]), "Yksi") + ods_table("", "Tyhjä") + ods_table(ods_row(["b"]), "Kaksi")
    found = read(ods(tables=two), name="t.ods")
    assert [(sheet.name, sheet.rows[0].cells) for sheet in found] == [("Yksi", ("a",)), ("Kaksi", ("b",))]


def test_numbers_are_kept_as_they_are_meant():
    values = [1e20, -0.0, 1.234, 12345678901.5, 1e-9]
    assert rows(xlsx(values))[0][1] == [
        "1E+20",
        Decimal(0),
        Decimal("1.234"),
        Decimal("12345678901.5"),
        Decimal(0),
    ]
    cells = '<row><c><v>NaN</v></c><c><v>1e999</v></c><c><v>x</v></c><c t="b"><v>1</v></c></row>'
    assert rows(xlsx_of(cells))[0][1] == ["NaN", "1e999", "x", "1"]


@pytest.mark.parametrize(
    ("stream", "name", "code"),
    [
        (xlsx(*[["a"]] * (MOST_ROWS + 1)), "x.xlsx", "rows"),
        (xlsx(["a"] * 61), "x.xlsx", "columns"),
        (xlsx(), "x.xlsx", "nothing"),
        (xlsx_of('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "x.xlsx", "columns"),
        (xlsx_of('<row r="1"><c t="s"><v>5</v></c></row>'), "x.xlsx", "unreadable"),
        (xlsx_of("<row>"), "x.xlsx", "unreadable"),
        (xlsx_of("", sheet1="not xml"), "x.xlsx", "unreadable"),
        (xlsx_of("", workbook="<a><b></a>"), "x.xlsx", "unreadable"),
        (xlsx_of("<row/>" * 1_000_001), "x.xlsx", "cells"),
        (xlsx_of("<row>" + "<c/>" * 1_000_001 + "</row>"), "x.xlsx", "cells"),
        (xlsx_of("<row><c>" + "<v/>" * 1_000_001 + "</c></row>"), "x.xlsx", "cells"),
        (xlsx_of("<a>" * 3000), "x.xlsx", "unreadable"),
        (ods(["a"] * 61), "x.ods", "columns"),
        (ods(tables=ods_table(ods_row(["a"], 'table:number-rows-repeated="99999999"'))), "x.ods", "rows"),
        (ods(content="<a>"), "x.ods", "unreadable"),
    ],
)
def test_what_is_too_large_or_broken_is_refused_at_once(stream, name, code):
    assert refused(stream, name) == code


def test_a_cell_repeated_to_the_sheets_end_is_refused():
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    )
    assert refused(ods(tables=ods_table(f"<table:table-row>{cell}</table:table-row>")), "x.ods") == "columns"


@pytest.mark.parametrize("declared", ['<!ENTITY a "x">', '<!ENTITY a SYSTEM "file:///etc/passwd">'])
def test_document_types_are_refused(declared):
    doctype = f"<!DOCTYPE x [{declared}]>"
    assert refused(ods(["a"], doctype=doctype), "x.ods") == "unreadable"
    assert refused(xlsx_of("", sheet1=f"{doctype}<x><row><c>&a;</c></row></x>")) == "unreadable"


def test_one_large_sheet_does_not_hide_the_others():
    found = read(xlsx(["a"] * 61, Pieni=[["b"]]), name="x.xlsx")
    assert [sheet.name for sheet in found] == ["Pieni"]


def test_a_file_is_examined_as_every_upload_is():
    with pytest.raises(ValidationError) as why:
        read(xlsx(["a"]), name="x.ods")
    assert why.value.code == "lying"
    with pytest.raises(ValidationError) as why:
        read(io.BytesIO(b"MZ"), name="x.xlsx")
    assert why.value.code == "type"
    with pytest.raises(SheetRefused) as refusal:
        read(io.BytesIO((b"\x89PNG\r\n\x1a\n") + png_body()), name="x.png")
    assert refusal.value.code == "no_sheet"


def png_body():
    """The rest of a picture of one pixel."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (1, 1)).save(stream, "PNG")
    return stream.getvalue()[8:]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["xlsx", "ods"]), hits=st.integers(1, 30))
def test_a_damaged_file_gives_rows_or_a_sentence(seed, kind, hits):
    chance = random.Random(seed)
    stream = xlsx(["Kunta", 1, 2.5], ["x", ""]) if kind == "xlsx" else ods(["Kunta", 1], ["x", 2.5])
    content = bytearray(stream.getvalue())
    for _hit in range(hits):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with contextlib.suppress(SheetRefused, ValidationError):
        read(io.BytesIO(content), name=f"x.{kind}")


XML = st.recursive(
    st.sampled_from(["<v>1</v>", "<v/>", "<is><t>a</t></is>", "<f>1</f>", "x", "<v>999999</v>", "<!-- -->"]),
    lambda inner: st.builds(
        lambda tag, attributes, parts: f"<{tag}{attributes}>{''.join(parts)}</{tag}>",
        st.sampled_from(["row", "c", "is", "v", "r", "rPh", "t"]),
        st.sampled_from(
            [
                "",
                ' r="A1"',
                ' r="ZZZ9999999"',
                ' t="s"',
                ' t="n" s="0"',
                ' t="e"',
                ' t="inlineStr"',
                ' r="-1"',
                ' r="²"',
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(sheet=XML)
def test_any_sheet_gives_rows_or_a_sentence(sheet):
    try:
        for found in read(xlsx_of(sheet), name="x.xlsx"):
            assert all(row.cells for row in found.rows)
    except SheetRefused:
        pass
