"""A set of questions of every type, and a sheet to answer it on."""

from typing import Any

import pytest

from sky_portal.cases.services import open_case
from sky_portal.questions.models import AnswerSheet, QuestionSet
from sky_portal.questions.services import open_sheet
from tests.sky_portal.questions.content import content


@pytest.fixture
def question_set(db: None) -> QuestionSet:
    """A draft of the set."""
    return QuestionSet.objects.create(key="sky", content=content())


@pytest.fixture
def sheet(question_set: QuestionSet) -> AnswerSheet:
    """An empty sheet in a case of its own."""
    return open_sheet(question_set, case=open_case("application"))


@pytest.fixture
def writer(cast: dict[str, Any]) -> Any:
    """Who writes."""
    return cast["preparer"]
