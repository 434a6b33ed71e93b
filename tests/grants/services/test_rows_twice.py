"""Nothing happens twice: a form that was sent twice adds one row, one question, one answer, one item."""

import pytest

from grants.models import NewsItem
from grants.services.answers import add_answer
from grants.services.call import questions
from grants.services.call.rows import add_row, rows_of
from grants.services.news import create_news
from sky_portal.audit.models import AuditEvent
from tests.grants import factories

TITLE, BODY = {"fi": "Otsikko", "sv": "Rubrik"}, {"fi": "Teksti", "sv": "Text"}


@pytest.fixture
def draft(db):
    return factories.make_call(published=False)


@pytest.fixture
def administrator(cast):
    return cast["call_administrator"]


def test_a_row_sent_twice_is_one_row(draft, administrator):
    values = {"name": TITLE, "description": BODY, "allows_pay": True, "allows_operating": False}
    first = add_row(draft, part="categories", values=values, actor=administrator)
    again = add_row(draft, part="categories", values=values, actor=administrator)
    assert first.pk == again.pk
    other = add_row(
        draft,
        part="categories",
        values=values | {"allows_pay": False, "allows_operating": True},
        actor=administrator,
    )
    assert other.pk != first.pk
    assert [row.number for row in rows_of(draft, "categories")] == [1, 2, 3, 4, 5]


def test_a_section_and_a_question_sent_twice_are_one_each(draft, administrator):
    keys = {questions.add_section(draft, title=TITLE, intro=BODY, actor=administrator) for _ in range(2)}
    assert len(keys) == 1
    [key] = keys
    asked = {"type": "yes_no", "label": TITLE}
    found = {questions.add_question(draft, key, question=asked, actor=administrator) for _ in range(2)}
    assert len(found) == 1
    draft.question_set.refresh_from_db()
    assert [len(section["questions"]) for section in draft.question_set.content["sections"]] == [6, 1]


def test_an_answer_and_an_item_of_news_sent_twice_are_one_each(draft, administrator):
    answers = {add_answer(draft, question=TITLE, answer=BODY, actor=administrator).pk for _ in range(2)}
    assert len(answers) == 1
    items = {create_news(title=TITLE, lead=BODY, body=BODY, actor=administrator).pk for _ in range(2)}
    assert len(items) == 1
    assert NewsItem.objects.count() == 1
    assert AuditEvent.objects.filter(verb="create_news").count() == 1
