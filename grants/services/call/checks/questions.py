"""The questions: the set can be read, so it can be answered."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grants.models import Call
from grants.services.call.checks.problem import Problem
from sky_portal.questions import editing
from sky_portal.questions.faults import faults


def questions(call: Call) -> Iterator[Problem]:
    """Every fault, with the question or section it is in; a set that has not been begun says only that."""
    content = editing.readable(call.question_set.content)
    if not content["sections"]:
        yield Problem("questions", _("The call asks no questions yet."))
        return
    for fault in faults(call.question_set.content):
        place = _place(content, fault.section, fault.question)
        yield Problem("questions", f"“{place}”: {fault.text}" if place else fault.text, fault.languages)


def _place(content: editing.Content, section: str, question: str) -> str:
    if question:
        return editing.named(editing.question_named(content, question))
    return editing.titled(editing.section_named(content, section)) if section else ""
