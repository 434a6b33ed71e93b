"""Questions about a call and their answers, for everybody alike; also after publication."""

from typing import Any

from grants.models import Call, CallAnswer
from grants.services.call.basics import ChangedMeanwhile
from grants.workflows import CALL
from sky_portal.audit.services import digest
from sky_portal.ordering import moved, renumber
from sky_portal.texts import NEEDED_TO_PUBLISH

Texts = dict[str, str]


class AnswerGone(Exception):
    """Somebody else has deleted the answer meanwhile."""


def add_answer(call: Call, *, question: Texts, answer: Texts, actor: Any) -> CallAnswer:
    """The last of the call's answers, dated now; raises as a step does, and ValidationError.

    The same as the one added last is that one: a form that was sent twice adds one.
    """
    with CALL.step("answer_questions", call, actor=actor) as row:
        newest = row.answers.order_by("-pk").first()
        if newest and (newest.question, newest.answer) == (question, answer):
            return newest
        place = row.answers.count() + 1
        made = CallAnswer(call=row, place=place, answered_at=row.act.at, question=question, answer=answer)
        made.full_clean()
        made.save()
        renumber(list(row.answers.all()), "place")
        row.act.facts = {"added": made.pk}
    return made


def save_answer(
    found: CallAnswer, *, question: Texts, answer: Texts, actor: Any, seen: str | None = None
) -> CallAnswer:
    """Writes over an answer; it is dated anew when it says something else than before.

    `seen` is the digest of what its writer saw. Raises as a step does, AnswerGone, and
    ChangedMeanwhile when something else is stored by now.
    """
    with CALL.step("answer_questions", found.call, actor=actor) as row:
        stored = _stored(row, found, seen)
        if (stored.question, stored.answer) != (question, answer):
            stored.question, stored.answer, stored.answered_at = question, answer, row.act.at
            stored.full_clean()
            stored.save()
        row.act.facts = {"changed": stored.pk}
    return stored


def delete_answer(found: CallAnswer, *, actor: Any, seen: str | None = None) -> None:
    """Takes the answer away and closes the gap that it leaves. Raises like `save_answer`."""
    with CALL.step("answer_questions", found.call, actor=actor) as row:
        row.act.facts = {"deleted": found.pk}
        _stored(row, found, seen).delete()
        renumber(list(row.answers.all()), "place")


def move_answer(found: CallAnswer, *, direction: str, actor: Any) -> None:
    """Puts the answer one place "up" or "down"; at the end of the list it stays.

    Raises as a step does, AnswerGone, and KeyError for another direction.
    """
    with CALL.step("answer_questions", found.call, actor=actor) as row:
        stored = _stored(row, found, None)
        renumber(moved(list(row.answers.all()), stored, direction), "place")
        row.act.facts = {"moved": found.pk, "direction": direction}


def values_of(found: CallAnswer) -> dict[str, Any]:
    """What is stored, by the fields of its form."""
    return {"question": found.question, "answer": found.answer}


def is_complete(answer: CallAnswer) -> bool:
    """Whether question and answer stand in both national languages (kielilaki): else they are not shown."""
    texts = (answer.question, answer.answer)
    return all(text.get(code, "").strip() for text in texts for code in NEEDED_TO_PUBLISH)


def _stored(call: Call, found: CallAnswer, seen: str | None) -> CallAnswer:
    stored = call.answers.filter(pk=found.pk).first()
    if stored is None:
        raise AnswerGone
    if seen is not None and seen != digest(values_of(stored)):
        raise ChangedMeanwhile(values_of(stored))
    return stored
