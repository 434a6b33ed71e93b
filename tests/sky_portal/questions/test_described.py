"""A draft in words and as its readers will see it."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from sky_portal.questions.described import KINDS, described, preview
from sky_portal.questions.enums import QuestionType
from tests.sky_portal.questions.content import content, question


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def test_terms_and_conditions_are_said_in_words():
    sections = described(content())
    said = {one.key: one for section in sections for one in section.questions}
    assert said["purpose"].terms == ["at most 50 characters"]
    assert said["why"].condition == "Asked if the answer to “Own en” is: Yes"
    assert said["kind"].condition == "Asked if the answer to “Levels en” is: Two en"
    assert said["pupils"].terms == ["at least 0", "at most 5,000"]
    assert said["sum"].terms == ["at least €0"]
    assert said["terms"].terms == ["5 columns", "2 rows"]
    assert said["people"].terms == ["5 columns", "at most 5 rows"]
    assert said["name"].terms == ["at most 200 characters", "may be marked secret"]
    assert [one.key for one in said.values() if one.is_first] == ["purpose"]
    assert [one.key for one in said.values() if one.is_last] == ["views"]


def test_every_type_is_offered():
    assert {kind for kind, _label, _words in KINDS} == set(QuestionType)


def test_a_preview_shows_also_what_waits_for_another_section(db):
    form = preview(content(), "figures")
    assert set(content_keys("figures")) <= set(form.fields)
    with pytest.raises(KeyError):
        preview(content(), "nowhere")


def test_an_unfinished_question_can_be_previewed(db):
    draft = content()
    draft["sections"][0]["questions"] += [
        question("one", "choice", options=[]),
        question("two", "table", columns=[]),
        question("three", "matrix", rows=[], options=[]),
    ]
    form = preview(draft, "aims")
    assert all(str(form[key]) is not None for key in ("one", "two", "three"))


def content_keys(section: str) -> list[str]:
    [found] = [one for one in content()["sections"] if one["key"] == section]
    return [one["key"] for one in found["questions"]]
