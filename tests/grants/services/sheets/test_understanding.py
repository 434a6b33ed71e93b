"""Rows as lines: what was taken from above or left out is said, what cannot be told is asked."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.services.sheets import columns
from grants.services.sheets.pasted import rows_of
from grants.services.sheets.table import SheetRefused
from grants.services.sheets.understanding import WHY, Wishes, understand
from tests.grants.services.sheets.test_columns import MATCHER

HEAD = "Kunta\tKululaji\tLaji\tVuosi\tPeruste\tHtkk\tKustannus\n"


def made_of(text, **wishes):
    rows = rows_of(text)
    return understand(rows, columns.recognise(rows, MATCHER), MATCHER, Wishes(**wishes))


def test_empty_cells_are_those_of_the_row_above_and_it_is_said():
    found = made_of(HEAD + "Iisalmi\t1\tPalkka\t2021\tA\t5\t100\n\t\tToiminta\t2022\tB\t\t200\n")
    second = found.lines[1]
    assert (second.values["member"], second.values["category"]) == ("1", "11")
    assert set(second.notes) == {"member", "category"}


def test_what_a_category_leaves_no_choice_of_counts_for_more_than_the_row_above():
    found = made_of(HEAD + "Iisalmi\t1\tx\t2021\tA\t5\t100\nIisalmi\t3\t\t2022\tB\t\t-5\n")
    assert set(found.lines[0].unknown) == {"cost_type"}
    assert (found.lines[1].values["cost_type"], found.lines[1].unknown) == ("pay", {})
    # What the budget refuses is not in the sum.
    assert found.total == 10_000


def test_a_heading_holds_for_the_rows_below_it():
    found = made_of(HEAD + "Lapinlahti\n\t2\tPalkka\t2022\tKoutsi\t1\t100\n")
    assert found.lines[0].values["member"] == "2"
    assert [row.why for row in found.left_out] == [WHY["heading"]]


@pytest.mark.parametrize(
    "row",
    [
        "Yhteensä\t\t\t\t\t\t100",
        "Iisalmi yhteensä\t\t\t\t\t\t100",
        "\t\t\t2022\tVälisumma\t\t100",
        "Iisalmi\t1\tYhteensä\t\t\t\t100",
        "TOTALT\t\t\t\t\t\t100",
        "Iisalmi\tTotal costs\t\t\t\t\t100",
        "Iisalmi\t1\t\t\tYhteensä\t\t100",
    ],
)
def test_sums_are_left_out_and_said_so(row):
    found = made_of(f"{HEAD}Iisalmi\t1\tPalkka\t2022\tKoutsi\t1\t100\n{row}\n")
    assert len(found.lines) == 1
    assert [(left.number, left.why) for left in found.left_out] == [(3, WHY["sum"])]
    assert found.total == 10_000


def test_a_basis_may_begin_with_a_word_of_sums():
    found = made_of(HEAD + "Iisalmi\t1\tPalkka\t2022\tYhteensä kolme koutsia\t1\t100\n")
    assert [line.values["basis"] for line in found.lines] == ["Yhteensä kolme koutsia"]


def test_a_repeated_header_a_lone_number_and_a_remark_are_left_out():
    text = f"{HEAD}Iisalmi\t1\tPalkka\t2022\tKoutsi\t1\t100\n{HEAD}\t\t\t\t\t\t100\nTarkistettu 3.3.\n"
    whys = [WHY["heading"], WHY["number"], WHY["no_cost"]]
    assert [row.why for row in made_of(text).left_out] == whys


def test_each_year_that_has_a_cost_is_a_line():
    head = "Kunta\tKululaji\tPeruste\tHtkk\t2021\t2022\t2023\tYhteensä\n"
    found = made_of(
        f"{head}Iisalmi\t3\tTunnit\t4\t1 000\t-\t2 000\t3 000\nIisalmi\t3\tMuut\t2\t\t\t500\t500\n"
    )
    assert [(line.values["year"], line.values["amount"]) for line in found.lines] == [
        *(("2021", "1 000"), ("2023", "2 000"), ("2023", "500"))
    ]
    # Person-months of several years are nobody's to divide but the writer's.
    assert [line.values["person_months"] for line in found.lines] == ["", "", "2"]
    assert "person_months" in found.lines[0].notes
    assert {line.values["cost_type"] for line in found.lines} == {"pay"}


def test_a_formulas_error_is_a_cost_that_is_refused_never_one_that_is_missing():
    head = "Kunta\tKululaji\tPeruste\t2021\t2022\n"
    found = made_of(f"{head}Iisalmi\t3\tTunnit\t#DIV/0!\t100\n")
    assert [line.values["amount"] for line in found.lines] == ["#DIV/0!", "100"]


def test_the_table_tells_how_it_writes_numbers_or_a_person_does():
    row = "Iisalmi\t1\tPalkka\t2022\tKoutsi\t{months}\t28.500\n"
    assert made_of(HEAD + row.format(months="2,5")).lines[0].values["amount"] == "28500"
    asked = made_of(HEAD + row.format(months="2"))
    assert asked.asks_decimal
    assert asked.lines[0].values["amount"] == "28.500"
    told = made_of(HEAD + row.format(months="2"), decimal=",")
    assert not told.asks_decimal
    assert told.total == 2_850_000


def test_two_hundred_lines_are_understood_in_less_than_two_seconds():
    line = "Iisalmi\t1 Koordinaattori\tPalkka\t2022\tAluekoordinaattori 12 kk\t12\t68 400,00 €\n"
    started = time.process_time()
    assert len(made_of(HEAD + line * 200).lines) == 200
    assert time.process_time() - started < 2


CELLS = st.sampled_from(
    [
        "Kunta",
        "Kustannus",
        "2021",
        "Iisalmi",
        "1",
        "Palkka",
        "Yhteensä",
        "1.234",
        "1,5",
        "",
        "-",
        "=A1",
        "x" * 40,
    ]
) | st.text(max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_any_table_is_understood_somehow(table):
    try:
        rows = rows_of("\n".join("\t".join(row) for row in table))
    except SheetRefused:
        return
    found = understand(rows, columns.recognise(rows, MATCHER), MATCHER)
    assert len({line.number for line in found.lines} | {row.number for row in found.left_out}) <= len(rows)
