"""What a draft of a question set still lacks, in the words of the one who edits it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sky_portal.enums import Language
from sky_portal.questions.editing import ROWS, dangling, readable
from sky_portal.questions.enums import OPTION_TYPES, QuestionType
from sky_portal.questions.validation import NEEDED_LANGUAGES, validate

Json = dict[str, Any]
_PLACE = re.compile(r"question ([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class Fault:
    """One thing to complete; `question` is "" when it is the section's, `section` when it is the set's."""

    text: str
    section: str = ""
    question: str = ""
    languages: tuple[str, ...] = ()


def faults(content: Any) -> list[Fault]:
    """Everything that keeps the content from being put in use; none when validation finds none."""
    draft = readable(content)
    found = list(_of_set(draft))
    told = {fault.question for fault in found}
    for place in _validated(content):
        named = _PLACE.search(place)
        key = named[1] if named else ""
        # What has been said in words is not said again in the words of the data's description.
        if key not in told and (key or not found):
            home = _home(draft, key)
            found.append(Fault(place, home, key if home else ""))
    return found


def by_question(found: list[Fault]) -> dict[str, list[Fault]]:
    """The faults of each question, by its key."""
    by: dict[str, list[Fault]] = {}
    for fault in found:
        by.setdefault(fault.question, []).append(fault)
    return by


def _validated(content: Any) -> list[str]:
    try:
        validate(content)
    except ValidationError as error:
        return error.messages
    return []


def _of_set(draft: Json) -> Iterator[Fault]:
    if not draft["sections"]:
        yield Fault(_("There is no section yet."))
    lost = dangling(draft)
    for section in draft["sections"]:
        key = section["key"]
        if not section["questions"]:
            yield Fault(_("The section has no question yet."), key)
        yield from _silent(_("title"), section["title"], key)
        if "intro" in section:
            yield from _silent(_("introduction"), section["intro"], key)
        for question in section["questions"]:
            yield from _of_question(question, key, question["key"])
            if question["key"] in lost:
                text = _("Its condition names no earlier question that can be answered so.")
                yield Fault(text, key, question["key"])


def _of_question(question: Json, section: str, key: str) -> Iterator[Fault]:
    yield from _silent(_("question"), question["label"], section, key)
    if "help" in question:
        yield from _silent(_("help"), question["help"], section, key)
    kind = question["type"]
    needed = {
        "options": kind in OPTION_TYPES or kind in (QuestionType.MATRIX,),
        "rows": kind in (QuestionType.MATRIX,),
        "columns": kind in (QuestionType.TABLE,),
    }
    for part, is_needed in needed.items():
        if is_needed and not question.get(part):
            yield Fault(_nothing()[part], section, key)
    yield from _of_rows(question, section, key)


def _of_rows(question: Json, section: str, key: str) -> Iterator[Fault]:
    for part in ROWS:
        for number, one in enumerate(question.get(part, ()), start=1):
            place = _one()[part] % {"number": number}
            yield from _silent(place, one["label"], section, key)
            if part != "columns":
                continue
            if one["type"] in OPTION_TYPES and not one.get("options"):
                yield Fault(f"{place}: {_nothing()['options']}", section, key)
            for option in one.get("options", ()):
                yield from _silent(place, option["label"], section, key)


def _nothing() -> dict[str, str]:
    return {
        "options": _("There are no options to choose from yet."),
        "rows": _("There are no rows yet."),
        "columns": _("There are no columns yet."),
    }


def _one() -> dict[str, str]:
    return {
        "options": _("option %(number)s"),
        "rows": _("row %(number)s"),
        "columns": _("column %(number)s"),
    }


def _silent(part: str, texts: Json, section: str, question: str = "") -> Iterator[Fault]:
    lacking = tuple(one for one in NEEDED_LANGUAGES if not texts.get(one, "").strip())
    if lacking:
        languages = ", ".join(str(Language(one).label) for one in lacking)
        text = _("Text missing (%(languages)s): %(part)s") % {"languages": languages, "part": part}
        yield Fault(text, section, question, lacking)


def _home(draft: Json, key: str) -> str:
    for section in draft["sections"]:
        if any(question["key"] == key for question in section["questions"]):
            return section["key"]
    return ""
