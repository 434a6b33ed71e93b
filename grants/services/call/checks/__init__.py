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


def problems(call: Call) -> list[Problem]:
    """Everything that is to be mended, or at least looked at, before publishing: in the page's language.

    What bars publishing comes with the languages that lack a text; a text that lacks English only
    warns, once for the whole call.
    """
    return [problem for check in CHECKS for problem in check(call)]
