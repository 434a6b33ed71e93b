"""Opening a sheet and saving answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.prepared import Prepared, change
from sky_portal.questions.models import Answer, AnswerSheet, QuestionSet
from sky_portal.questions.schema import Question
from sky_portal.questions.services.sets import put_in_use
from sky_portal.questions.values import clean

STORED = Prepared(lambda sheet: Answer.objects.filter(sheet_id=sheet).order_by("key"), sheet=-1)
ONE = Prepared(lambda sheet, key: Answer.objects.filter(sheet_id=sheet, key=key), sheet=-1, key="a key")


class AnswerConflict(Exception):
    """Somebody else has saved a different answer since; `current` is theirs, nothing was saved."""

    def __init__(self, current: Answer) -> None:
        super().__init__(f"{current} is at version {current.version}")
        self.current = current


@dataclass
class SectionResult:
    """What became of a section's answers, by question key; the parts share no key."""

    saved: dict[str, Answer] = field(default_factory=dict)
    errors: dict[str, ValidationError] = field(default_factory=dict)
    conflicts: dict[str, AnswerConflict] = field(default_factory=dict)

    @property
    def all_saved(self) -> bool:
        """Whether everything that was typed is in the database."""
        return not (self.errors or self.conflicts)


def open_sheet(question_set: QuestionSet, *, case: Any) -> AnswerSheet:
    """An empty sheet in the case. The set is in use from now on: its questions stay as they were read."""
    return AnswerSheet.objects.create(question_set=put_in_use(question_set), case=case)


def save_answer(
    sheet: AnswerSheet,
    *,
    key: str,
    value: Any,
    base_version: int | None,
    actor: Any,
    secret: bool | None = None,
) -> Answer:
    """Saves one answer, typed and normalised (sky_portal.questions.values).

    `base_version` is the version that the writer saw, nought or None for no answer yet; an
    answer that has moved on raises AnswerConflict unless it says the same already. `secret`
    marks an answer whose question allows secrecy, None leaves the mark. Raises
    ValidationError on a value that the question does not take, and on an unknown key.

    Whether the actor may write in this sheet is the owning app's rule: its verbs ask it first.
    """
    question = _question(sheet, key)
    at = clock.act()
    with locks.act(joined=True), clock.standing_at(at):
        writing = _Writing(locks.lock_again(sheet, "question_set", "case"), [key], actor, at)
        answer = writing.put(question, value, base_version or 0, secret)
        writing.finish()
    return answer


def save_section(
    sheet: AnswerSheet,
    section_key: str,
    *,
    values: Mapping[str, Any],
    base_versions: Mapping[str, int | None],
    actor: Any,
    secrets: Mapping[str, bool] | None = None,
) -> SectionResult:
    """Saves all answers of a section that can be saved, and tells of the others.

    One wrong field does not cost the writer the other ten. Keys that the section lacks raise
    ValidationError; so many answers need no more queries than one.
    """
    asked = {
        question.key: question for question in sheet.question_set.questions if question.section == section_key
    }
    if unknown := sorted(set(values) - set(asked)):
        raise ValidationError(_("There is no question %(key)s.") % {"key": unknown[0]})
    result = SectionResult()
    at = clock.act()
    with locks.act(joined=True), clock.standing_at(at):
        writing = _Writing(locks.lock_again(sheet, "question_set", "case"), values, actor, at)
        for key, value in values.items():
            try:
                secret = (secrets or {}).get(key)
                result.saved[key] = writing.put(asked[key], value, base_versions.get(key) or 0, secret)
            except ValidationError as error:
                result.errors[key] = error
            except AnswerConflict as conflict:
                result.conflicts[key] = conflict
        writing.finish()
    return result


def _question(sheet: AnswerSheet, key: str) -> Question:
    for question in sheet.question_set.questions:
        if question.key == key:
            return question
    raise ValidationError(_("There is no question %(key)s.") % {"key": key})


class _Writing:
    """Answers put into one locked sheet, written together at the end.

    One audit event tells of all of them: who saved which version when, with a digest of each
    value. The text itself is not put into the trail: a draft is not a document (JulkL 7 §) and
    may be taken back, while the trail keeps what it is told for ever. The digest still proves
    which words stood in an answer when somebody says otherwise.
    """

    def __init__(self, sheet: AnswerSheet, keys: Collection[str], actor: Any, at: datetime) -> None:
        self.sheet, self.actor, self.at = sheet, actor, at
        # Autosave sends one key again and again; the other answers may be long.
        found = ONE(sheet=sheet.pk, key=next(iter(keys))) if len(keys) == 1 else STORED(sheet=sheet.pk)
        self.stored = {answer.key: answer for answer in found}
        self.changed: dict[str, Answer] = {}

    def put(self, question: Question, raw: Any, base_version: int, secret: bool | None) -> Answer:
        """The answer as it will stand; raises AnswerConflict or ValidationError."""
        value = clean(question, raw)
        answer = self.stored.get(question.key) or Answer(
            sheet=self.sheet, key=question.key, value=None, version=0
        )
        secret = answer.secret if secret is None else bool(secret and question.secrecy_possible)
        if same(answer.value, value) and answer.secret == secret:
            return answer
        if answer.version != base_version:
            raise AnswerConflict(answer)
        answer.value, answer.secret = value, secret
        answer.version += 1
        answer.changed_by, answer.changed_at = self.actor, self.at
        self.changed[question.key] = answer
        return answer

    def finish(self) -> None:
        """Writes what has changed, with its audit event."""
        if not self.changed:
            return
        answers = list(self.changed.values())
        if new := [answer for answer in answers if answer.pk is None]:
            Answer.objects.bulk_create(new)
        if known := [answer for answer in answers if answer.version > 1]:
            _update(known)
        audit.record(
            self.sheet.case,
            verb="save_answers",
            thing=self.sheet,
            actor=self.actor,
            at=self.at,
            facts={"answers": {answer.key: _facts(answer) for answer in answers}},
        )


def _update(answers: list[Answer]) -> None:
    fields = ["value", "version", "secret", "changed_by", "changed_at"]
    if len(answers) == 1:
        # Autosave: one row needs no statement that can tell several apart.
        change(answers[0], *fields)
    else:
        Answer.objects.bulk_update(answers, fields)


def same(one: Any, other: Any) -> bool:
    """Whether two stored answers say the same; True is not 1."""
    return audit.canonical(one) == audit.canonical(other)


def _facts(answer: Answer) -> dict[str, Any]:
    return {"version": answer.version, "sha256": audit.digest(answer.value), "secret": answer.secret}
