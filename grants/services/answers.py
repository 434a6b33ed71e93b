"""Questions about a call and their answers, for everybody alike; also after publication."""

from typing import Any

from grants.models import Call, CallAnswer
from grants.workflows import CALL
from sky_portal.texts import NEEDED_TO_PUBLISH

Texts = dict[str, str]
UP, DOWN = "up", "down"


def add_answer(call: Call, *, question: Texts, answer: Texts, actor: Any) -> CallAnswer:
    """The last of the call's answers, dated now; raises as a step does."""
    with CALL.step("answer_questions", call, actor=actor) as row:
        last = row.answers.order_by("-place").values_list("place", flat=True).first() or 0
        made = CallAnswer(call=row, place=last + 1, answered_at=row.act.at, question=question, answer=answer)
        made.full_clean()
        made.save()
        row.act.facts = {"added": made.pk}
    return made


def save_answer(found: CallAnswer, *, question: Texts, answer: Texts, actor: Any) -> CallAnswer:
    """Writes over an answer; it is dated anew when it says something else than before.

    Raises as a step does, and CallAnswer.DoesNotExist when somebody has deleted it meanwhile.
    """
    with CALL.step("answer_questions", found.call, actor=actor) as row:
        stored = row.answers.get(pk=found.pk)
        if (stored.question, stored.answer) != (question, answer):
            stored.question, stored.answer, stored.answered_at = question, answer, row.act.at
            stored.full_clean()
            stored.save()
        row.act.facts = {"changed": stored.pk}
    return stored


def delete_answer(found: CallAnswer, *, actor: Any) -> None:
    """Takes the answer away; one that is gone already stays gone. Raises as a step does."""
    with CALL.step("answer_questions", found.call, actor=actor) as row:
        row.answers.filter(pk=found.pk).delete()
        row.act.facts = {"deleted": found.pk}


def move_answer(found: CallAnswer, *, direction: str, actor: Any) -> None:
    """Puts the answer one place up or down; at the end it stays. Raises as a step does."""
    with CALL.step("answer_questions", found.call, actor=actor) as row:
        order = list(row.answers.order_by("place", "pk"))
        here = next((index for index, one in enumerate(order) if one.pk == found.pk), None)
        if here is not None:
            there = min(max(here + (-1 if direction == UP else 1), 0), len(order) - 1)
            order.insert(there, order.pop(here))
            for place, one in enumerate(order, start=1):
                one.place = place
            CallAnswer.objects.bulk_update(order, ["place"])
        row.act.facts = {"moved": found.pk, "direction": direction}


def is_complete(answer: CallAnswer) -> bool:
    """Whether question and answer stand in both national languages (kielilaki): else they are not shown."""
    texts = (answer.question, answer.answer)
    return all(text.get(code, "").strip() for text in texts for code in NEEDED_TO_PUBLISH)
