"""What a draft lacks is told in words, at its question."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from sky_portal.questions.faults import by_question, faults
from tests.sky_portal.questions.content import content, question, texts


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def draft(*questions: Any) -> dict[str, Any]:
    return {"sections": [{"key": "aims", "title": texts("Tavoitteet"), "questions": list(questions)}]}


def told(of: Any) -> list[str]:
    return [fault.text for fault in faults(of)]


def test_a_finished_set_lacks_nothing():
    assert faults(content()) == []


def test_an_empty_set_and_an_empty_section_say_so():
    assert told({}) == ["There is no section yet."]
    assert told(draft()) == ["The section has no question yet."]


def test_a_missing_language_is_named_with_its_part():
    one = question("purpose", "short_text") | {"label": {"fi": "Tarkoitus"}, "help": {"sv": "Kort"}}
    found = faults(draft(one))
    assert [(fault.section, fault.question, fault.languages) for fault in found] == [
        ("aims", "purpose", ("sv",)),
        ("aims", "purpose", ("fi",)),
    ]
    assert found[0].text == "Text missing (Swedish): question"


@pytest.mark.parametrize(
    ("kind", "own", "text"),
    [
        ("choice", {"options": []}, "There are no options to choose from yet."),
        ("several", {}, "There are no options to choose from yet."),
        ("table", {"columns": []}, "There are no columns yet."),
        ("matrix", {"options": [{"value": "a", "label": texts("A")}], "rows": []}, "There are no rows yet."),
        (
            "table",
            {"columns": [question("laji", "choice")]},
            "column 1: There are no options to choose from yet.",
        ),
        (
            "choice",
            {"options": [{"value": "a", "label": {"sv": "A"}}]},
            "Text missing (Finnish): option 1",
        ),
        (
            "date",
            {"condition": {"question": "nowhere", "is": True}},
            "Its condition names no earlier question that can be answered so.",
        ),
    ],
)
def test_what_a_question_still_needs_is_said_once(kind, own, text):
    assert told(draft(question("one", kind, **own))) == [text]


def test_what_only_the_validation_knows_is_told_at_its_question_too():
    found = faults(draft(question("one", "number", min=5, max=1), question("two", "date")))
    assert [fault.question for fault in found] == ["one"]
    assert by_question(found)["one"][0].section == "aims"
