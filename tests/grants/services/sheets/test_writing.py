"""The budget as XLSX: numbers are numbers, texts are texts, and all of it can be read in again."""

import io
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.budgeting import sum_up
from grants.enums import CostType
from grants.forms.budget_rows import LINE_CELLS
from grants.services.budget_input import parse_cents, parse_person_months, parse_text
from grants.services.sheets import columns, writing
from grants.services.sheets.reading import read
from grants.services.sheets.table import MOST_ROWS
from grants.services.sheets.understanding import understand
from sky_portal.names import plain_line
from tests.grants.services.sheets.test_columns import MATCHER

MEMBERS = {"1": "Iisalmi", "2": "Lapinlahti"}
CATEGORIES = {"11": "1 Koordinaattori", "12": "2 Kasvatus- ja sosiaaliala", "13": "3 Oman ryhmän tunnit"}
NASTY = [
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "_x0041_",
    "Yhteensä",
    "Summa 2022",
    "1.234",
    "2021",
    '"a"\t;',
    "https://x.y",
]


def make_line(member, category, cost_type, year, basis, months, amount, decision):
    """A line as the budget stores it, with what its names are read from."""
    return SimpleNamespace(
        member=SimpleNamespace(organisation=MEMBERS[member]),
        member_id=member,
        category=CATEGORIES[category],
        category_id=category,
        cost_type=cost_type,
        get_cost_type_display=lambda: CostType(cost_type).label,
        year=year,
        basis=basis,
        person_months=months,
        amount_cents=amount,
        decision=decision,
    )


def written(lines, other=(), language="fi"):
    with override(language):
        headings = {field: str(label) for field, label in LINE_CELLS.items()}
        sums = sum_up(lines, other=[], own_share_percent=20)
        return writing.write(lines, other, sums, headings=headings, own_share_percent=20)


TEXTS = st.sampled_from(NASTY) | st.text(min_size=1, max_size=60).filter(plain_line)
LINES = st.builds(
    make_line,
    st.sampled_from(sorted(MEMBERS)),
    st.sampled_from(sorted(CATEGORIES)),
    st.sampled_from(["pay", "operating"]),
    st.sampled_from([2021, 2022, 2023]),
    TEXTS.map(plain_line),
    st.none() | st.integers(0, 999).map(lambda tenths: Decimal(tenths) / 10),
    st.integers(0, 99_999_999_999).map(lambda euros: euros * 100),
    st.just("") | TEXTS.map(plain_line),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=6), st.sampled_from(["fi", "sv", "en"]))
def test_what_is_written_is_read_again_as_it_was(lines, language):
    rows = read(io.BytesIO(written(lines, language=language)), name="t.xlsx")[0].rows
    found = understand(rows, columns.recognise(rows, MATCHER), MATCHER)
    assert [row.text for row in found.left_out] == []
    for line, made in zip(lines, found.lines, strict=True):
        values = made.values
        assert (values["member"], values["category"]) == (line.member_id, line.category_id)
        assert (values["cost_type"], values["year"]) == (line.cost_type, str(line.year))
        assert parse_text(values["basis"], limit=200, empty="") == line.basis
        assert parse_person_months(values["person_months"]) == line.person_months
        assert parse_cents(values["amount"]) == line.amount_cents
        assert values["decision"] == line.decision


@pytest.mark.parametrize("basis", NASTY)
def test_nothing_typed_becomes_a_formula_or_a_link(basis):
    funding = SimpleNamespace(granter=basis, amount_cents=10_050)
    content = written([make_line("1", "11", "pay", 2022, basis, None, 100, basis)], [funding])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/" in name]
        assert not any("_rels" in name and "sheet" in name for name in package.namelist())
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet for sheet in sheets)


def test_numbers_are_numbers_and_sums_are_told():
    lines = [make_line("1", "11", "pay", 2022, "a", Decimal("2.5"), 100_000, "")]
    sheets = read(io.BytesIO(written(lines)), name="t.xlsx")
    assert Decimal("2.5") in sheets[0].rows[1].cells
    assert Decimal(1000) in sheets[0].rows[1].cells
    assert [row.cells[1] for row in sheets[-1].rows] == [1000, 200, 0, 800]


def test_a_whole_budget_comes_in_again():
    lines = [make_line("1", "11", "pay", 2022, f"Kulu {place}", None, 100, "") for place in range(500)]
    assert len(read(io.BytesIO(written(lines)), name="t.xlsx")[0].rows) == 501 < MOST_ROWS
