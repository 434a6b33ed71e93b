"""A draft in the words of its editor, and as the one who answers will see it."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sky_portal.questions import editing
from sky_portal.questions.enums import TEXT_TYPES, QuestionType
from sky_portal.questions.faults import Fault, faults
from sky_portal.questions.forms import SectionForm
from sky_portal.questions.models import Answer
from sky_portal.questions.rendering import in_words
from sky_portal.questions.schema import Section, question_of
from sky_portal.ui import formats

Json = dict[str, Any]
# What each kind of question is for, in the order in which they are offered.
KINDS = tuple(
    (kind, kind.label, words)
    for kind, words in (
        (QuestionType.SHORT_TEXT, gettext_lazy("One line: a name, a place, a title.")),
        (QuestionType.LONG_TEXT, gettext_lazy("A description in the applicant's own words, up to a limit.")),
        (
            QuestionType.YES_NO,
            gettext_lazy("Yes, or no. Later questions can be asked only after one of them."),
        ),
        (QuestionType.CHOICE, gettext_lazy("One of the options.")),
        (QuestionType.SEVERAL, gettext_lazy("Any number of the options.")),
        (QuestionType.LIKERT, gettext_lazy("One step of a scale, such as 1–5 or “not at all” to “fully”.")),
        (QuestionType.NUMBER, gettext_lazy("A count or a measure, within bounds.")),
        (QuestionType.EURO, gettext_lazy("A sum of money.")),
        (QuestionType.DATE, gettext_lazy("A day.")),
        (QuestionType.TABLE, gettext_lazy("Rows and columns: figures by year, schools by name.")),
        (QuestionType.MATRIX, gettext_lazy("Several statements, each answered on the same scale.")),
    )
)


@dataclass
class DescribedQuestion:
    """A question with what the overview says of it."""

    key: str
    label: Json
    kind: str
    required: bool
    terms: list[str]
    condition: str
    faults: list[Fault]
    # Whether it stands first or last in the whole set.
    is_first: bool = False
    is_last: bool = False


@dataclass
class DescribedSection:
    """A section with its questions."""

    key: str
    title: Json
    intro: Json
    faults: list[Fault] = field(default_factory=list)
    questions: list[DescribedQuestion] = field(default_factory=list)


def described(content: Any) -> list[DescribedSection]:
    """The sections in their order."""
    draft, found = editing.readable(content), faults(content)
    sections = [_section(draft, section, found) for section in draft["sections"]]
    if sections and sections[0].questions:
        sections[0].questions[0].is_first = True
    if sections and sections[-1].questions:
        sections[-1].questions[-1].is_last = True
    return sections


def _section(draft: editing.Content, section: Json, found: list[Fault]) -> DescribedSection:
    own = [fault for fault in found if fault.section == section["key"]]
    return DescribedSection(
        section["key"],
        section["title"],
        section.get("intro", {}),
        [fault for fault in own if not fault.question],
        [
            describe(draft, one, [fault for fault in own if fault.question == one["key"]])
            for one in section["questions"]
        ],
    )


def describe(content: editing.Content, question: Json, found: list[Fault]) -> DescribedQuestion:
    """One question: its kind, its terms and its condition in words."""
    return DescribedQuestion(
        key=question["key"],
        label=question["label"],
        kind=str(QuestionType(question["type"]).label),
        required=question.get("required", False),
        terms=list(_terms(question)),
        condition=condition_in_words(content, question),
        faults=found,
    )


def condition_in_words(content: editing.Content, question: Json) -> str:
    """When the question is asked; "" for one that always is."""
    asked, wanted = editing.awaited(question)
    if not asked:
        return ""
    try:
        earlier = editing.question_named(content, asked)
    except KeyError:
        return ""
    language, read = get_language() or "fi", question_of(earlier)
    answers = ", ".join(in_words(read, value, language) for value in wanted)
    return _("Asked if the answer to “%(question)s” is: %(answers)s") % {
        "question": editing.named(earlier),
        "answers": answers,
    }


def preview(content: Any, section_key: str) -> SectionForm:
    """The section as a form; nothing can be saved by it. Raises KeyError on an unknown section.

    Shown is also what waits for an answer of another section.
    """
    draft = editing.readable(content)
    data = editing.section_named(draft, section_key)
    own = {question["key"] for question in data["questions"]}
    asked = []
    for question in (question_of(one, section_key) for one in data["questions"]):
        elsewhere = question.condition is not None and question.condition.question not in own
        asked.append(replace(question, condition=None) if elsewhere else question)
    section = Section(section_key, data["title"], data.get("intro", {}), tuple(asked))
    return SectionForm(_NoSheet((section,)), section)  # type: ignore[arg-type]


@dataclass
class _NoSheet:
    """Stands for a sheet on which nothing is answered."""

    sections: tuple[Section, ...]
    answers: Any = field(default_factory=Answer.objects.none)


def _terms(question: Json) -> Any:
    read = question_of(question)
    if read.type in TEXT_TYPES and read.limit:
        yield _("at most %(limit)s characters") % {"limit": formats.number(read.limit)}
    show = formats.money if read.type in (QuestionType.EURO,) else formats.number
    if read.minimum is not None:
        yield _("at least %(bound)s") % {"bound": show(read.minimum)}
    if read.maximum is not None:
        yield _("at most %(bound)s") % {"bound": show(read.maximum)}
    if read.decimals:
        yield ngettext("%(count)s decimal", "%(count)s decimals", read.decimals) % {"count": read.decimals}
    if read.options:
        yield ngettext("%(count)s option", "%(count)s options", len(read.options)) % {
            "count": len(read.options)
        }
    if read.columns:
        yield ngettext("%(count)s column", "%(count)s columns", len(read.columns)) % {
            "count": len(read.columns)
        }
    if read.rows:
        yield ngettext("%(count)s row", "%(count)s rows", len(read.rows)) % {"count": len(read.rows)}
    elif read.type in (QuestionType.TABLE,):
        yield _("at most %(count)s rows") % {"count": read.max_rows}
    if read.secrecy_possible:
        yield _("may be marked secret")
