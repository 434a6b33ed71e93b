"""Edits of a set's content while it is a draft: every function returns new content, its own is kept.

A draft may be unfinished (a language missing, no options yet: sky_portal.questions.faults tells) but
is always readable: keys are there and unique, a question has its type, and an edit that would leave
another question's condition without its earlier question is refused in words.
"""

import copy
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sky_portal.questions.enums import CONDITION_TYPES, QuestionType
from sky_portal.questions.keys import key_from
from sky_portal.texts import LANGUAGES, pick

Json = dict[str, Any]
Content = dict[str, Any]
# Parts of a question that are chosen from or filled in by rows, with the name of their key.
ROWS = {"options": "value", "rows": "key", "columns": "key"}


class EditRefused(ValidationError):
    """The edit would break what other questions wait for; `waiting` are their keys."""

    def __init__(self, message: str, waiting: tuple[str, ...] = ()) -> None:
        super().__init__(message, code="waiting")
        self.waiting = waiting


def readable(content: Any) -> Content:
    """A copy to work on; what is no content yet is an empty set."""
    if not isinstance(content, dict) or not isinstance(content.get("sections"), list):
        return {"sections": []}
    return copy.deepcopy(content)


def questions_of(content: Content) -> Iterator[Json]:
    """Every question in its order."""
    for section in content["sections"]:
        yield from section["questions"]


def section_named(content: Content, key: str) -> Json:
    """The section of that key; raises KeyError when there is none."""
    return content["sections"][_section_place(content, key)]


def question_named(content: Content, key: str) -> Json:
    """The question of that key; raises KeyError when there is none."""
    section, place = _place(content, key)
    return section["questions"][place]


def section_of(content: Content, key: str) -> Json:
    """The section in which the question stands; raises KeyError when there is no such question."""
    return _place(content, key)[0]


def earlier(content: Content, *, question: str = "", section: str = "") -> list[Json]:
    """The questions before this one, or before the end of the section, on which a condition can be."""
    found: list[Json] = []
    for part in content["sections"]:
        for one in part["questions"]:
            if one["key"] == question:
                return found
            if one["type"] in CONDITION_TYPES:
                found.append(one)
        if part["key"] == section:
            break
    return found


def answers_to(question: Json) -> list[Any]:
    """What a condition on the question can wait for."""
    if question["type"] in (QuestionType.YES_NO,):
        return [True, False]
    return [option["value"] for option in question.get("options", ())]


def awaited(question: Json) -> tuple[str, list[Any]]:
    """The earlier question that a condition names and the answers it waits for; "" without one."""
    condition = question.get("condition") or {}
    return condition.get("question", ""), condition.get("in", [condition.get("is")])


def waiting_for(content: Content, key: str) -> list[Json]:
    """The questions whose conditions name this one."""
    return [one for one in questions_of(content) if awaited(one)[0] == key]


def dangling(content: Content) -> dict[str, str]:
    """Questions whose condition cannot hold, with the question it names: gone, later, or not so answered."""
    known: dict[str, list[Any]] = {}
    found = {}
    for one in questions_of(content):
        asked, wanted = awaited(one)
        if asked and (asked not in known or not all(_among(value, known[asked]) for value in wanted)):
            found[one["key"]] = asked
        if one["type"] in CONDITION_TYPES:
            known[one["key"]] = answers_to(one)
    return found


def add_section(
    content: Content, *, title: Json, intro: Json, reserved: Collection[str] = ()
) -> tuple[Content, str]:
    """The content with one more section at its end, and the section's key: none of those reserved."""
    changed = readable(content)
    taken = {*reserved, *(section["key"] for section in changed["sections"])}
    key = key_from(pick(title, "fi").text, taken, fallback="section")
    changed["sections"].append({"key": key, **_headed(title, intro), "questions": []})
    return changed, key


def change_section(content: Content, key: str, *, title: Json, intro: Json) -> Content:
    """The section with another title and introduction; its key stays."""
    changed = readable(content)
    section = section_named(changed, key)
    section.pop("intro", None)
    section.update(_headed(title, intro))
    return changed


def delete_section(content: Content, key: str) -> Content:
    """The content without the section and its questions; refused while others wait for one of them."""
    changed = readable(content)
    del changed["sections"][_section_place(changed, key)]
    return _unbroken(content, changed, _("Take the condition away first, or move the earlier question."))


def move_section(content: Content, key: str, by: int) -> Content:
    """The section `by` places further; at an end it stays."""
    changed = readable(content)
    _shift(changed["sections"], _section_place(changed, key), by)
    return _unbroken(content, changed, _("The earlier question must stay before it."))


def add_question(content: Content, section: str, question: Json) -> tuple[Content, str]:
    """The content with the question at the end of the section, and the question's key."""
    changed = readable(content)
    taken = {one["key"] for one in questions_of(changed)}
    key = key_from(pick(question["label"], "fi").text, taken, fallback="question")
    section_named(changed, section)["questions"].append({**keyed(question, {}), "key": key})
    return _unbroken(content, changed, _("Choose a condition on an earlier question.")), key


def change_question(content: Content, key: str, question: Json, *, section: str = "") -> Content:
    """The question with other texts and terms; key and type stay. `section` moves it to another's end."""
    changed = readable(content)
    home, place = _place(changed, key)
    stored = home["questions"][place]
    new = {**keyed(question, stored), "key": key, "type": stored["type"]}
    if section in ("", home["key"]):
        home["questions"][place] = new
    else:
        del home["questions"][place]
        section_named(changed, section)["questions"].append(new)
    return _unbroken(
        content, changed, _("What it waits for must stay: the question, before it, and its answer.")
    )


def delete_question(content: Content, key: str, *, free: bool = False) -> Content:
    """The content without the question; `free` lets those that wait for it be asked always.

    Raises EditRefused while others wait for it, unless freed.
    """
    changed = readable(content)
    home, place = _place(changed, key)
    del home["questions"][place]
    for one in waiting_for(changed, key) if free else ():
        del one["condition"]
    return _unbroken(
        content, changed, _("Delete it together with the condition, or change the condition first.")
    )


def move_question(content: Content, key: str, by: int) -> Content:
    """The question one place up (-1) or down (1); over the end of its section into the next one."""
    changed = readable(content)
    home, place = _place(changed, key)
    if 0 <= place + by < len(home["questions"]):
        _shift(home["questions"], place, by)
    else:
        neighbour = _section_place(changed, home["key"]) + by
        if 0 <= neighbour < len(changed["sections"]):
            others = changed["sections"][neighbour]["questions"]
            others.insert(len(others) if by < 0 else 0, home["questions"].pop(place))
    return _unbroken(content, changed, _("The earlier question must stay before it."))


def keyed(question: Json, stored: Json) -> Json:
    """The question with a key for every option, row and column: the stored one where it has one."""
    made = copy.deepcopy(question)
    for part, name in ROWS.items():
        if part not in made:
            continue
        known = {one[name]: one for one in stored.get(part, ())}
        taken: set[str] = set()
        own = [one.get(name) if one.get(name) in known else "" for one in made[part]]
        for place, one in enumerate(made[part]):
            # A key that a broken request names twice is the first one's.
            kept = own[place] if own[place] and own[place] not in taken else ""
            words = pick(one["label"], "fi").text
            fallback, digits = part.removesuffix("s"), part != "columns"
            spared = {*taken, *own}
            one[name] = kept or key_from(words, spared, fallback=fallback, digits=digits)
            taken.add(one[name])
            if part == "columns" and "options" in one:
                one["options"] = keyed({"options": one["options"]}, known.get(one[name], {}))["options"]
    return made


def said(texts: Json) -> Json:
    """The languages in which something is said."""
    return {language: texts[language] for language in LANGUAGES if texts.get(language, "").strip()}


def named(question: Json) -> str:
    """The question in words, for a sentence about it."""
    return pick(question["label"]).text or question["key"]


def titled(section: Json) -> str:
    """The section in words."""
    return pick(section["title"]).text or section["key"]


def _headed(title: Json, intro: Json) -> Json:
    return {"title": said(title)} | ({"intro": said(intro)} if said(intro) else {})


def _unbroken(before: Any, after: Content, advice: str) -> Content:
    """The edited content; raises EditRefused when a condition that held cannot hold any more."""
    known = readable(before)
    was, broken = dangling(known), dangling(after)
    new = {key: asked for key, asked in broken.items() if key not in was}
    if not new:
        return after
    labels = {one["key"]: named(one) for one in [*questions_of(known), *questions_of(after)]}
    sentences = [
        _("“%(later)s” is asked only after a certain answer to “%(earlier)s”.")
        % {"later": labels[key], "earlier": labels.get(asked, asked)}
        for key, asked in new.items()
    ]
    raise EditRefused(" ".join([*sentences, advice]), tuple(new))


def _section_place(content: Content, key: str) -> int:
    for place, section in enumerate(content["sections"]):
        if section["key"] == key:
            return place
    raise KeyError(key)


def _place(content: Content, key: str) -> tuple[Json, int]:
    for section in content["sections"]:
        for place, question in enumerate(section["questions"]):
            if question["key"] == key:
                return section, place
    raise KeyError(key)


def _shift(things: list[Any], place: int, by: int) -> None:
    things.insert(min(max(place + by, 0), len(things) - 1), things.pop(place))


def _among(value: Any, known: list[Any]) -> bool:
    # 1 == True in Python: the types must agree too.
    return any(type(value) is type(one) and value == one for one in known)
