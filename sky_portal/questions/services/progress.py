"""How far the answering is, judged by the questions that are asked given the answers so far."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sky_portal.questions.models import AnswerSheet
from sky_portal.questions.schema import Question, visible
from sky_portal.questions.values import is_complete


class Progress(NamedTuple):
    """A section's questions: how many are answered, how many must be, how many are asked.

    `answered` counts whole answers: a required table with an empty required cell is not one.
    """

    answered: int
    required: int
    total: int


@dataclass(frozen=True)
class Overview:
    """A sheet at one moment, read by one query: what is asked, answered and missing."""

    sheet: AnswerSheet
    answers: dict[str, Any]
    asked: dict[str, Question]
    # The keys of the answers that have something to be kept secret, by their giver's mark.
    secret: frozenset[str] = frozenset()

    @property
    def marked(self) -> list[Question]:
        """The answered questions whose answers are marked secret, in their order."""
        return [q for q in self.asked.values() if q.key in self.secret and self.answers[q.key] is not None]

    @property
    def missing(self) -> list[Question]:
        """The questions that bar a complete sheet, in their order."""
        return [q for q in self.asked.values() if not is_complete(q, self.answers.get(q.key))]

    @property
    def progress(self) -> dict[str, Progress]:
        """Progress by section, in the sections' order; a section with nothing to ask has noughts."""
        return {section.key: self._of(section.key) for section in self.sheet.sections}

    def is_done(self, section_key: str) -> bool:
        """Whether nothing required is missing from the section."""
        return all(question.section != section_key for question in self.missing)

    def _of(self, section_key: str) -> Progress:
        asked = [question for question in self.asked.values() if question.section == section_key]
        whole = [
            q for q in asked if self.answers.get(q.key) is not None and is_complete(q, self.answers[q.key])
        ]
        return Progress(len(whole), sum(question.required for question in asked), len(asked))


def overview(sheet: AnswerSheet) -> Overview:
    """The sheet as it stands."""
    rows = list(sheet.answers.order_by("key").values_list("key", "value", "secret"))
    answers = {key: value for key, value, _secret in rows}
    marked = frozenset(key for key, _value, secret in rows if secret)
    return Overview(sheet, answers, visible(sheet.sections, answers), marked)


def missing(sheet: AnswerSheet) -> list[Question]:
    """The asked questions whose answer is missing or unfinished; hidden ones bar nothing."""
    return overview(sheet).missing


def progress(sheet: AnswerSheet) -> dict[str, Progress]:
    """(answered, required, total) by section key."""
    return overview(sheet).progress
