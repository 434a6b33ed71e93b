"""Answers are saved one by one, and nobody's is lost to another."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sky_portal.audit.models import AuditEvent, AuditPayload
from sky_portal.audit.services import digest
from sky_portal.cases.services import open_case
from sky_portal.questions.models import Answer
from sky_portal.questions.services import AnswerConflict, open_sheet, save_answer, save_section


def stored(sheet) -> dict:
    return dict(sheet.answers.values_list("key", "value"))


def test_an_opened_sheet_puts_its_questions_in_use(question_set):
    sheet = open_sheet(question_set, case=open_case("application"))
    question_set.refresh_from_db()
    assert question_set.in_use_since
    assert sheet.question_set == question_set


def test_an_answer_is_typed_and_gets_versions(sheet, writer):
    first = save_answer(sheet, key="purpose", value=" Yksi\r\n", base_version=0, actor=writer)
    assert (first.value, first.version, first.changed_by) == ("Yksi", 1, writer)
    second = save_answer(sheet, key="purpose", value="Kaksi", base_version=1, actor=writer)
    assert (second.pk, second.version) == (first.pk, 2)
    assert stored(sheet) == {"purpose": "Kaksi"}


def test_what_another_has_written_meanwhile_is_kept_and_shown(sheet, cast):
    save_answer(sheet, key="purpose", value="Yksi", base_version=0, actor=cast["preparer"])
    for base in (0, None, 2):
        with pytest.raises(AnswerConflict) as conflict:
            save_answer(sheet, key="purpose", value="Toinen", base_version=base, actor=cast["signatory"])
        assert conflict.value.current.value == "Yksi"
        assert conflict.value.current.changed_by == cast["preparer"]
    assert stored(sheet) == {"purpose": "Yksi"}


def test_the_same_words_from_an_old_page_are_no_conflict(sheet, writer):
    save_answer(sheet, key="purpose", value="Yksi", base_version=0, actor=writer)
    events = AuditEvent.objects.count()
    again = save_answer(sheet, key="purpose", value="Yksi ", base_version=0, actor=writer)
    assert again.version == 1
    assert AuditEvent.objects.count() == events


def test_an_answer_can_be_emptied(sheet, writer):
    save_answer(sheet, key="own", value=True, base_version=0, actor=writer)
    assert save_answer(sheet, key="own", value="", base_version=1, actor=writer).value is None
    assert save_answer(sheet, key="own", value=False, base_version=2, actor=writer).value is False


def test_no_is_not_nought_and_no_answer_is_no_row(sheet, writer):
    save_answer(sheet, key="own", value=None, base_version=0, actor=writer)
    assert not sheet.answers.exists()


def test_secrecy_is_marked_only_where_the_question_allows_it(sheet, writer):
    name = save_answer(sheet, key="name", value="A", base_version=0, actor=writer, secret=True)
    other = save_answer(sheet, key="purpose", value="A", base_version=0, actor=writer, secret=True)
    assert (name.secret, other.secret) == (True, False)
    assert save_answer(sheet, key="name", value="B", base_version=1, actor=writer).secret
    assert not save_answer(sheet, key="name", value="B", base_version=2, actor=writer, secret=False).secret


@pytest.mark.parametrize(("key", "value"), [("shoe", "x"), ("purpose", "x" * 51), ("own", "maybe")])
def test_what_the_questions_do_not_take_is_refused(sheet, writer, key, value):
    with pytest.raises(ValidationError):
        save_answer(sheet, key=key, value=value, base_version=0, actor=writer)
    assert not Answer.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_trail_has_digests_and_no_words(sheet, writer):
    save_answer(sheet, key="purpose", value="Salainen", base_version=0, actor=writer)
    event = AuditEvent.objects.get()
    assert event.case == sheet.case
    assert event.facts == {
        "answers": {"purpose": {"version": 1, "sha256": digest("Salainen"), "secret": False}}
    }
    assert not AuditPayload.objects.exists()


def test_a_section_saves_what_it_can(sheet, cast, writer):
    save_answer(sheet, key="name", value="Toisen", base_version=0, actor=cast["signatory"])
    result = save_section(
        sheet,
        "aims",
        values={"purpose": "x" * 51, "name": "Oma", "own": "yes", "why": "Siksi", "levels": []},
        base_versions={"purpose": 0, "name": 0, "own": 0, "why": None},
        actor=writer,
    )
    assert set(result.errors) == {"purpose"}
    assert set(result.conflicts) == {"name"}
    assert not result.all_saved
    assert stored(sheet) == {"name": "Toisen", "own": True, "why": "Siksi"}
    assert set(result.saved) == {"own", "why", "levels"}


def test_a_section_takes_only_its_own_questions(sheet, writer):
    with pytest.raises(ValidationError):
        save_section(sheet, "aims", values={"sum": 1}, base_versions={}, actor=writer)


def test_many_answers_take_as_many_queries_as_one(sheet, writer):
    def queries(values: dict, versions: dict) -> int:
        with CaptureQueriesContext(connection) as captured:
            save_section(sheet, "aims", values=values, base_versions=versions, actor=writer)
        return len(captured)

    one = queries({"purpose": "a"}, {})
    three = queries({"name": "a", "own": True, "why": "a"}, {})
    # The first event of a case also makes its audit head.
    assert three <= one
    changed = queries({"purpose": "b"}, {"purpose": 1})
    many = queries({"purpose": "c", "name": "c", "own": False}, {"purpose": 2, "name": 1, "own": 1})
    assert many == changed


def test_saving_one_answer_does_not_depend_on_how_many_there_are(sheet, writer):
    def queries(key: str, value) -> int:
        with CaptureQueriesContext(connection) as captured:
            save_answer(sheet, key=key, value=value, base_version=0, actor=writer)
        return len(captured)

    queries("name", "A")
    few = queries("own", True)
    assert queries("pupils", 1) == queries("sum", 1) == few
