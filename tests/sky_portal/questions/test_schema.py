"""Question sets are read into sections and questions, or refused with every fault."""

import copy

import pytest
from django.core.exceptions import ValidationError

from sky_portal.questions.schema import parse, questions, visible
from tests.sky_portal.questions.content import content, options, question, texts


def faults(data) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        parse(data)
    return refused.value.messages


def test_every_type_is_read():
    sections = parse(content())
    assert [section.key for section in sections] == ["aims", "figures"]
    found = {q.key: q for q in questions(sections)}
    assert (found["purpose"].limit, found["name"].limit, found["pupils"].limit) == (50, 200, None)
    assert found["terms"].columns[1].type == "euro"
    assert found["why"].section == "aims"
    assert found["views"].values == ("yes", "no")


def test_the_same_content_is_read_once():
    assert parse(content()) is parse(content())
    changed = content()
    changed["sections"][0]["questions"][0]["limit"] = 51
    assert parse(changed)[0].questions[0].limit == 51


def first(**change):
    """The content with its first question changed."""
    data = content()
    data["sections"][0]["questions"][0] |= change
    return data


def with_question(*added):
    data = content()
    data["sections"][1]["questions"] += added
    return data


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (None, "content is {'sections'"),
        ([], "content is {'sections'"),
        ({"sections": []}, "content is {'sections'"),
        ({"sections": [1]}, "section 1: needs key"),
        ({"sections": [{"key": "a", "title": texts("A"), "questions": []}]}, "questions is a list"),
        (with_question(1), "question 10: needs key, type and label"),
        (first(key="Purpose"), "'Purpose' is not a key"),
        (first(key=["x"]), "is not a key"),
        (first(key="name"), "question name: the key name is there already"),
        (first(type="essay"), "there is no type 'essay'"),
        (first(type=["x"]), "there is no type"),
        (first(label={"fi": "Tarkoitus"}), "question purpose label: sv is missing"),
        (first(label={"fi": " ", "sv": "Syfte"}), "fi is missing"),
        (first(label="Tarkoitus"), "a text is {fi, sv, en}"),
        (first(label={"fi": "a", "sv": "b", "de": "c"}), "a text is {fi, sv, en}"),
        (first(help={"fi": "a", "sv": 1}), "sv is not a string"),
        (first(limit=0), "limit is a whole number"),
        (first(limit=True), "limit is a whole number"),
        (first(options=[]), "a question of type long_text has no options"),
        (first(required="yes"), "required is true or false"),
        (first(condition={"question": "name", "is": "x"}), "names no earlier question"),
        (with_question(question("x", "choice")), "question x options: a list of one or more"),
        (with_question(question("x", "choice", options=options("a", "a"))), "the key a is there already"),
        (with_question(question("x", "number", min=2, max=1)), "min is more than max"),
        (with_question(question("x", "number", min="1")), "min and max are whole numbers"),
        (with_question(question("x", "number", decimals=3)), "decimals is 0–2"),
        (with_question(question("x", "matrix", options=options("a"))), "question x rows: a list"),
        (with_question(question("x", "table")), "columns is a list"),
        (with_question(question("x", "table", columns=[question("c", "table")])), "column 1: needs key"),
        (with_question(question("x", "table", columns=[question("c", ["t"])])), "column 1: needs key"),
        (with_question(question("x", "table", columns=[question("c", "date")], max_rows=0)), "max_rows is"),
        (with_question(question("x", "date", condition={"question": "own"})), "condition is {question"),
        (with_question(question("x", "date", condition={"question": "own", "is": "yes"})), "cannot answer"),
        (
            with_question(question("x", "date", condition={"question": "levels", "in": ["four"]})),
            "cannot answer",
        ),
        (with_question(question("x", "date", condition={"question": "pupils", "is": 1})), "names no earlier"),
    ],
)
def test_every_fault_is_named_by_its_place(data, fault):
    assert any(fault in message for message in faults(data)), faults(data)


def test_all_faults_come_at_once():
    data = first(limit=0, required=1)
    data["sections"][1]["key"] = "aims"
    assert len(faults(data)) == 3


def test_a_question_is_asked_when_its_condition_holds():
    sections = parse(content())
    assert "why" not in visible(sections, {})
    assert "why" not in visible(sections, {"own": False})
    assert "why" in visible(sections, {"own": True})
    assert "kind" in visible(sections, {"levels": ["one", "two"]})
    assert "kind" not in visible(sections, {"levels": ["one"]})


def test_yes_is_not_the_number_one():
    assert "why" not in visible(parse(content()), {"own": 1})


def test_what_depends_on_a_hidden_question_is_hidden():
    data = content()
    chain = copy.deepcopy(question("more", "yes_no", condition={"question": "own", "is": True}))
    data["sections"][0]["questions"] += [
        chain,
        question("end", "short_text", condition={"question": "more", "is": True}),
    ]
    sections = parse(data)
    assert "end" in visible(sections, {"own": True, "more": True})
    assert "end" not in visible(sections, {"own": False, "more": True})
