"""Headers in three languages and any order, layouts by year, tables without a header."""

import pytest
from django.utils.translation import override

from grants.forms.budget_rows import LINE_CELLS
from grants.services.sheets import columns
from grants.services.sheets.matching import Matcher, Named
from grants.services.sheets.pasted import rows_of
from grants.services.sheets.table import Row

MATCHER = Matcher(
    members=(Named("1", "", ("iisalmi", "idensalmi")), Named("2", "", ("lapinlahti",))),
    categories=(
        Named("11", "1", ("koordinaattori", "koordinator", "coordinator")),
        Named("12", "2", ("kasvatus ja sosiaaliala", "pedagogisk och social personal")),
        Named("13", "3", ("oman ryhman tunnit",)),
    ),
    only_type={"13": "pay"},
    years=(2021, 2022, 2023),
)


def kinds(text):
    return columns.recognise(rows_of(text), MATCHER).kinds


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Kunta\tKululaji\tLaji\tVuosi\tPeruste\tHtkk\tKustannus (€)", "m c t y b p a"),
        (
            "Jäsen;Kustannuslaji;Tyyppi;Kalenterivuosi;Kuvaus;Henkilötyökuukaudet (htkk);Euroa",
            "m c t y b p a",
        ),
        ("Summa\tGrund\tÅr\tTyp\tKostnadsslag\tKommun", "a b y t c m"),
        ("Medlem\tKategori\tBelopp, €\tBeslut\tPersonmånader", "m c a d p"),
        (
            "Municipality\tCategory\tPay or operating\tYear\tDescription\tPerson-months\tAmount",
            "m c t y b p a",
        ),
        ("Päätös\tOPETUKSEN JÄRJESTÄJÄ\tMuuta\tKustannukset EUR", "d m - a"),
        ("Kunta\tKululaji\t€", "m c a"),
        ("Kunta\tKululaji\tYhteensä", "m c a"),
        ("Kunta\tKululaji\tKustannus\tYhteensä", "m c a -"),
    ],
)
def test_headers_are_known_in_any_order_and_language(header, found):
    short = {"m": "member", "c": "category", "t": "cost_type", "y": "year", "b": "basis", "-": ""}
    short |= {"p": "person_months", "a": "amount", "d": "decision"}
    assert kinds(header + "\n") == tuple(short[letter] for letter in found.split())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_portals_own_headings_are_known(language):
    with override(language):
        header = Row(1, tuple(str(label) for label in LINE_CELLS.values()))
        assert columns.header_kinds(header, len(LINE_CELLS)) == tuple(LINE_CELLS)


@pytest.mark.parametrize("years", ["2021\t2022\t2023", "Vuosi 2021\tÅr 2022\tKustannus 2023 €"])
def test_a_column_for_each_years_costs(years):
    layout = columns.recognise(rows_of(f"Kunta\tKululaji\t{years}\tYhteensä\n"), MATCHER)
    assert layout.years == [(2, "2021"), (3, "2022"), (4, "2023")]
    assert layout.kinds[5] == columns.LEFT_OUT


def test_titles_may_stand_above_the_header():
    rows = rows_of("SKY-hankkeen talousarvio 2021–2023\t\n\nLaatinut:\tAino\nKunta\tKustannus\nIisalmi\t1\n")
    layout = columns.recognise(rows, MATCHER)
    assert rows[layout.header].cells == ("Kunta", "Kustannus")


def test_without_a_header_the_cells_suggest_the_columns():
    text = "Iisalmi\t1\tpalkka\t2021\tKoulukoutsi\t5\t28500\nLapinlahti\t2\ttoiminta\t2022\tMatkat\t\t100\n"
    layout = columns.recognise(rows_of(text), MATCHER)
    assert layout.header is None
    assert layout.kinds == ("member", "category", "cost_type", "year", "basis", "person_months", "amount")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Iisalmi", "1"),
        ("IISALMEN KAUPUNKI", "1"),
        ("idensalmi stad", "1"),
        ("Lapinlahden kunta", "2"),
        ("lapinlahti", "2"),
        ("Lapinjärvi", ""),
        ("Iisa", ""),
        ("", ""),
    ],
)
def test_members_are_known_in_their_forms(text, key):
    assert MATCHER.member(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "11"),
        ("1.", "11"),
        ("1 Koordinaattori", "11"),
        ("2) Kasvatus- ja sosiaaliala", "12"),
        ("KOORDINATOR", "11"),
        ("Kasvatus", "12"),
        ("Koordinaattori, palkka", "11"),
        ("1 Kasvatus- ja sosiaaliala", ""),
        ("9", ""),
        ("9 Muu", ""),
        ("K", ""),
    ],
)
def test_categories_are_known_by_number_or_name(text, key):
    assert MATCHER.category(text) == key


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Palkat", "pay"),
        ("palkkakulut", "pay"),
        ("Lön", "pay"),
        ("Salary", "pay"),
        ("Toimintakulut", "operating"),
        ("Muut kulut", "operating"),
        ("Verksamhetskostnader", "operating"),
        ("Operating costs", "operating"),
        ("Matkat", ""),
    ],
)
def test_types_are_known_by_their_words(text, value):
    assert MATCHER.find("cost_type", text) == value


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022", "2022"),
        ("1.1.2022", "2022"),
        ("v. 2022", "2022"),
        ("2021–2022", ""),
        ("22", ""),
        ("120220", ""),
    ],
)
def test_years_are_known(text, year):
    assert MATCHER.find("year", text) == year
