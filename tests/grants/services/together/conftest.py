"""Iisalmi's draft, in which Lapinlahti has confirmed its part."""

import pytest

from grants.models import Call
from tests import kept
from tests.grants import factories


@pytest.fixture
def shared(draft, cast, providers):
    factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    return draft


@pytest.fixture
def keys(shared):
    """The keys of the sections, in their order."""
    return [section.key for section in shared.sheet.sections]


@pytest.fixture
def call(db, standing):
    """The SKY call with its questions in two sections."""
    data = factories.call_data()["questions"]
    (only,) = data["content"]["sections"]
    half = len(only["questions"]) // 2
    texts = dict.fromkeys(("fi", "sv", "en"), "Toimet")
    second = {"key": "measures", "title": texts, "questions": only["questions"][half:]}
    sections = [{**only, "questions": only["questions"][:half]}, second]
    questions = {**data, "content": {"sections": sections}}
    return kept.world(
        "call in two sections", lambda: factories.make_call(questions=questions), Call.objects.get
    )
