"""A register file is read whole or refused with every bad row named."""

import pytest

from pilots.management.commands.load_municipalities import SHIPPED
from pilots.register import BadRegister, parse

HEADER = SHIPPED.read_text(encoding="utf-8").splitlines()[0]
IISALMI = "140,Iisalmi,Idensalmi,11,Pohjois-Savo,Norra Savolax,3,Itä-Suomen AVI,fi,20958,2212,9086071-6"
LAPINLAHTI = "402,Lapinlahti,Lapinlahti,11,Pohjois-Savo,Norra Savolax,3,Itä-Suomen AVI,fi,9358,1114,0172127-2"


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def problems(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(BadRegister) as refused:
        parse(content)
    return refused.value.problems


def test_shipped_register_has_the_division_of_2021():
    rows = parse(SHIPPED.read_bytes())
    assert len(rows) == 309
    assert sum(row.population for row in rows) == 5_533_793
    assert sorted(row.name_fi for row in rows if row.school_age > 20_000) == [
        "Espoo",
        "Helsinki",
        "Oulu",
        "Vantaa",
    ]


def test_byte_order_mark_windows_lines_and_blank_rows_are_fine():
    content = b"\xef\xbb\xbf" + file(IISALMI, "", LAPINLAHTI).replace(b"\n", b"\r\n")
    assert [row.code for row in parse(content)] == ["140", "402"]


def test_another_years_figures_name_their_own_year():
    header = HEADER.replace("population_2020", "population_2021").replace("15_2019", "15_2020")
    assert parse(file(IISALMI, header=header))[0].school_age == 2212


@pytest.mark.parametrize(
    ("status", "language"), [("fi", "fi"), ("fi-sv", "fi"), ("sv-fi", "sv"), ("sv", "sv")]
)
def test_language_is_that_of_the_majority(status, language):
    assert parse(file(IISALMI.replace(",fi,", f",{status},")))[0].language == language


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("140,", "14,", "code '14' is not three digits"),
        ("140,", "１40,", "is not three digits"),
        ("Iisalmi", "", "name_fi is empty"),
        (",11,", ",03,", "none of the nineteen regions"),
        (",3,", ",8,", "avi_code '8'"),
        (",fi,", ",se,", "language_status 'se'"),
        ("20958", "-1", "population '-1' is not a whole number"),
        ("2212", "NaN", "school_age_7_15 'NaN' is not a whole number"),
        ("2212", "2e3", "is not a whole number"),
        ("2212", "", "is not a whole number"),
        ("2212", "20959", "more residents aged 7–15 than residents"),
        ("9086071-6", "9086071-5", "is not a business ID"),
        ("9086071-6", "90860716", "is not a business ID"),
        (",2212", "", "11 columns, not 12"),
    ],
)
def test_bad_row_is_named_with_line_and_reason(old, new, reason):
    [(line, found)] = problems(file(LAPINLAHTI, IISALMI.replace(old, new, 1)))
    assert line == 3
    assert reason in found


def test_every_bad_row_is_reported_at_once():
    found = problems(file(IISALMI.replace("2212", "x"), LAPINLAHTI.replace(",fi,", ",xx,")))
    assert [line for line, _reason in found] == [2, 3]


def test_a_code_or_business_id_stands_once():
    found = problems(file(IISALMI, IISALMI))
    assert found == [
        (3, "code 140 is on line 2 already"),
        (3, "y_tunnus 9086071-6 is on line 2 already"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "column code is missing"),
        (file(), "no municipalities"),
        (file(IISALMI, header=HEADER.replace("y_tunnus", "yt")), "column y_tunnus is missing"),
        (file(IISALMI, header=HEADER.replace("name_sv", "name_fi")), "column name_fi is there twice"),
        (file(IISALMI).replace(b"Iisalmi", b"Iis\xe4lmi"), "not UTF-8"),
        (file(IISALMI.replace("Iisalmi", '"Iisalmi')), "not a row of a CSV file"),
    ],
)
def test_a_file_that_is_not_a_register_is_refused(content, reason):
    assert reason in str(problems(content))


def test_the_register_partial_names_its_sources():
    from django.template.loader import render_to_string

    html = render_to_string("pilots/sources.html")
    assert "Sotkanet" in html
    assert "CC BY 4.0" in html
