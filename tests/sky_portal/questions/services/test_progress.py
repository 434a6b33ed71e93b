"""How far the answering is."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sky_portal.questions.services import missing, overview, progress, save_answer


def answer(sheet, writer, **values) -> None:
    for key, value in values.items():
        save_answer(sheet, key=key, value=value, base_version=0, actor=writer)


def test_an_empty_sheet_lacks_what_is_required(sheet):
    assert [question.key for question in missing(sheet)] == ["purpose", "own", "terms", "views"]
    assert progress(sheet) == {"aims": (0, 2, 4), "figures": (0, 2, 8)}


def test_a_condition_makes_a_question_required_and_unmakes_it(sheet, writer):
    answer(sheet, writer, own=True, why="Siksi", purpose="Tavoite")
    assert progress(sheet)["aims"] == (3, 3, 5)
    save_answer(sheet, key="own", value=False, base_version=1, actor=writer)
    assert progress(sheet)["aims"] == (2, 2, 4)
    assert overview(sheet).is_done("aims")
    # What was written is kept for the day the answer turns back.
    assert sheet.answers.get(key="why").value == "Siksi"


def test_half_a_table_is_neither_whole_nor_lost(sheet, writer):
    answer(sheet, writer, terms={"autumn": {"grade": 5}})
    assert progress(sheet)["figures"].answered == 0
    assert "terms" in [question.key for question in missing(sheet)]


def test_one_query_tells_it_all(sheet, writer):
    answer(sheet, writer, own=True, name="A", sum=1)
    sheet.question_set  # noqa: B018 — loaded by whoever has the sheet
    with CaptureQueriesContext(connection) as captured:
        seen = overview(sheet)
        assert seen.missing
        assert seen.progress
    assert len(captured) == 1
