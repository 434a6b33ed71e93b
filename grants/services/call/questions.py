"""The questions of a draft: edited one by one, each edit an act of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from grants.models import Call
from grants.parts import RESERVED
from grants.services.call.basics import ChangedMeanwhile
from grants.services.call.editing import editing
from sky_portal.questions import editing as edits
from sky_portal.questions.models import QuestionSet
from sky_portal.questions.services import new_version

Json = dict[str, Any]
PART = "questions"


class _Draft:
    """The content being edited; what is written to it is saved with the act."""

    def __init__(self, content: Any, act: Any) -> None:
        self.content, self._act = edits.readable(content), act

    def tell(self, edit: str, key: str) -> None:
        """What the audit trail says of the edit: its name and whose key, no words."""
        self._act.facts |= {"edit": edit, "key": key}


def add_section(call: Call, *, title: Json, intro: Json, actor: Any) -> str:
    """A section at the end of the draft's questions; gives its key. Raises what `editing` raises.

    The same as the last, empty one is that one: a form that was sent twice adds one.
    """
    with _questions(call, actor) as draft:
        before = draft.content["sections"]
        content, key = edits.add_section(draft.content, title=title, intro=intro, reserved=RESERVED)
        if twin := _twin_of(content["sections"][-1], before):
            return twin
        draft.content = content
        draft.tell("add_section", key)
    return key


def _twin_of(new: Json, before: list[Json]) -> str:
    """The key of the last of those before when it says what the new one says, else ""."""
    last = before[-1] if before else {}
    return last["key"] if last and {**last, "key": ""} == {**new, "key": ""} else ""


def change_section(
    call: Call, key: str, *, title: Json, intro: Json, actor: Any, seen: Json | None = None
) -> None:
    """Other texts for a section. Raises KeyError when it is gone, ChangedMeanwhile when it is not as seen."""
    with _questions(call, actor) as draft:
        _refuse_unseen(edits.section_named(draft.content, key), seen, of=("title", "intro"))
        draft.content = edits.change_section(draft.content, key, title=title, intro=intro)
        draft.tell("change_section", key)


def delete_section(call: Call, key: str, *, actor: Any) -> None:
    """Deletes a section and its questions. Raises EditRefused while others wait for one of them."""
    with _questions(call, actor) as draft:
        draft.content = edits.delete_section(draft.content, key)
        draft.tell("delete_section", key)


def add_question(call: Call, section: str, *, question: Json, actor: Any) -> str:
    """A question at the end of the section; gives its key. Raises KeyError, EditRefused.

    The same as the last one is that one, as with sections.
    """
    with _questions(call, actor) as draft:
        before = edits.section_named(draft.content, section)["questions"]
        content, key = edits.add_question(draft.content, section, question)
        if twin := _twin_of(edits.question_named(content, key), before):
            return twin
        draft.content = content
        draft.tell("add_question", key)
    return key


def change_question(
    call: Call, key: str, *, question: Json, section: str, actor: Any, seen: Json | None = None
) -> None:
    """Other texts and terms for a question, perhaps in another section.

    Raises KeyError when it is gone, ChangedMeanwhile when it is not as seen, EditRefused.
    """
    with _questions(call, actor) as draft:
        _refuse_unseen(edits.question_named(draft.content, key), seen)
        draft.content = edits.change_question(draft.content, key, question, section=section)
        draft.tell("change_question", key)


def delete_question(call: Call, key: str, *, actor: Any, free: bool = False) -> None:
    """Deletes a question; `free` lets those that wait for it be asked always. Raises EditRefused."""
    with _questions(call, actor) as draft:
        draft.content = edits.delete_question(draft.content, key, free=free)
        draft.tell("delete_question", key)


def move(call: Call, key: str, *, what: str, by: int, actor: Any) -> None:
    """A section or a question one place up (-1) or down (1). Raises KeyError, EditRefused."""
    mover = {"section": edits.move_section, "question": edits.move_question}[what]
    with _questions(call, actor) as draft:
        draft.content = mover(draft.content, key, by)
        draft.tell(f"move_{what}", key)


@contextmanager
def _questions(call: Call, actor: Any) -> Iterator[_Draft]:
    with editing(call, part=PART, actor=actor) as row:
        act: Any = row.act  # type: ignore[attr-defined]
        question_set = _own_set(row)
        draft = _Draft(question_set.content, act)
        yield draft
        question_set.content = draft.content
        question_set.save()


def _own_set(row: Any) -> QuestionSet:
    """The draft's own set: one that is in use, or another call's too, is left and a new version made."""
    stored = QuestionSet.objects.get(pk=row.question_set_id)
    if stored.in_use_since is None and not stored.calls.exclude(pk=row.pk).exists():
        return stored
    row.question_set = new_version(stored)
    return row.question_set


def _refuse_unseen(stored: Json, seen: Json | None, of: tuple[str, ...] = ()) -> None:
    if seen is None:
        return
    names = of or tuple({*stored, *seen})
    if any(stored.get(name) != seen.get(name) for name in names):
        raise ChangedMeanwhile({name: stored.get(name, {}) for name in of} if of else stored)
