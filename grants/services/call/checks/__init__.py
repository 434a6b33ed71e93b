"""What is missing or inconsistent in a draft, part by part, before it is published."""

from collections.abc import Callable, Iterator

from grants.models import Call
from grants.services.call.checks import programme, questions, terms, texts, times
from grants.services.call.checks.problem import BARS, WARNS, Problem

__all__ = ["BARS", "WARNS", "Problem", "problems"]

# In the order in which the parts stand beside each other on the page.
CHECKS: tuple[Callable[[Call], Iterator[Problem]], ...] = (
    texts.lacking_texts,
    times.times,
    times.reminders,
    terms.sections,
    terms.contacts,
    times.milestones,
    programme.programme,
    programme.rules,
    terms.money,
    terms.categories,
    terms.appropriations,
    terms.instalments,
    terms.criteria,
    times.dates,
    questions.questions,
    texts.lacking_english,
)
# Read once, though several checks look at them.
RELATED = ("programme__recipients_of", "question_set", "authority")
ROWS = (
    "texts",
    "contacts",
    "milestones",
    "answers",
    "cost_categories",
    "appropriations",
    "instalments",
    "criteria",
    "attachments_asked",
    "dates",
)


def problems(call: Call) -> list[Problem]:
    """Everything that is to be mended, or at least looked at, before publishing: in the page's language.

    Judged is what is stored. What lacks a text comes with the languages; a text that lacks English
    only warns, once for the whole call.
    """
    stored = Call.objects.select_related(*RELATED).prefetch_related(*ROWS).get(pk=call.pk)
    return [problem for check in CHECKS for problem in check(stored)]
