"""The questions: the set can be read, so it can be answered."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.models import Call
from grants.services.call.checks.problem import Problem
from sky_portal.questions import schema


def questions(call: Call) -> Iterator[Problem]:
    """Every fault by its place; a set without sections is one that has not been begun."""
    content = call.question_set.content
    if content in ({}, {"sections": []}):
        yield Problem("questions", _("The call asks no questions yet."))
        return
    try:
        schema.parse(content)
    except ValidationError as error:
        yield from (Problem("questions", text) for text in error.messages)
