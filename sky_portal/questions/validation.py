"""Validation of a question set's content: every fault is named by its place."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from sky_portal.money import MAX_CENTS
from sky_portal.questions.enums import CELL_TYPES, CONDITION_TYPES, OPTION_TYPES, TEXT_TYPES, QuestionType
from sky_portal.texts import LANGUAGES

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
LONGEST_TEXT = 50_000
MOST_ROWS = 200
MOST_DECIMALS = 2
NEEDED_LANGUAGES = ("fi", "sv")
# What a question may hold besides key, type and label, by type.
EVERYWHERE = {"key", "type", "label", "help", "required", "condition", "secrecy_possible"}
OWN: dict[str, set[str]] = {
    QuestionType.SHORT_TEXT: {"limit"},
    QuestionType.LONG_TEXT: {"limit"},
    QuestionType.NUMBER: {"min", "max", "decimals"},
    QuestionType.EURO: {"min", "max"},
    QuestionType.CHOICE: {"options"},
    QuestionType.LIKERT: {"options"},
    QuestionType.SEVERAL: {"options"},
    QuestionType.TABLE: {"columns", "rows", "max_rows"},
    QuestionType.MATRIX: {"rows", "options"},
}
Faults = Iterator[str]


def validate(content: Any) -> None:
    """Raises ValidationError with every fault of the content."""
    faults = list(_content(content))
    if faults:
        raise ValidationError(faults)


def _content(content: Any) -> Faults:
    sections = content.get("sections") if isinstance(content, dict) else None
    if not isinstance(sections, list) or not sections or set(content) != {"sections"}:
        yield "content is {'sections': [one or more sections]} and nothing else"
        return
    section_keys: set[str] = set()
    earlier: dict[str, dict[str, Any]] = {}
    for index, section in enumerate(sections):
        place = f"section {index + 1}"
        if not _is_dict(section, {"key", "title", "questions"}, {"intro"}):
            yield f"{place}: needs key, title and questions, may have intro"
            continue
        yield from _key(section["key"], section_keys, place)
        yield from _texts(section["title"], f"{place} title")
        yield from _texts(section.get("intro"), f"{place} intro", needed=False)
        yield from _questions(section["questions"], earlier, place)


def _questions(data: Any, earlier: dict[str, dict[str, Any]], place: str) -> Faults:
    if not isinstance(data, list) or not data:
        yield f"{place}: questions is a list of one or more questions"
        return
    for index, question in enumerate(data):
        where = f"{place}, question {index + 1}"
        if not _is_dict(question, {"key", "type", "label"}, None):
            yield f"{where}: needs key, type and label"
            continue
        if isinstance(question["key"], str) and question["key"]:
            where = f"question {question['key']}"
        yield from _key(question["key"], set(earlier), where)
        yield from _question(question, where)
        yield from _condition(question.get("condition"), earlier, where)
        earlier[str(question["key"])] = question


def _question(question: dict[str, Any], where: str) -> Faults:
    kind = question["type"]
    if kind not in QuestionType.values:
        yield f"{where}: there is no type {kind!r}"
        return
    for stray in sorted(set(question) - EVERYWHERE - OWN.get(kind, set())):
        yield f"{where}: a question of type {kind} has no {stray}"
    yield from _texts(question["label"], f"{where} label")
    yield from _texts(question.get("help"), f"{where} help", needed=False)
    for flag in ("required", "secrecy_possible"):
        if not isinstance(question.get(flag, False), bool):
            yield f"{where}: {flag} is true or false"
    yield from _own(question, kind, where)


def _own(question: dict[str, Any], kind: str, where: str) -> Faults:
    if kind in TEXT_TYPES and not _whole(question.get("limit", 1), 1, LONGEST_TEXT):
        yield f"{where}: limit is a whole number of characters, 1–{LONGEST_TEXT}"
    if kind in (QuestionType.NUMBER, QuestionType.EURO):
        yield from _bounds(question, where)
    if kind in OPTION_TYPES or kind in (QuestionType.MATRIX,):
        yield from _choices(question.get("options"), "value", f"{where} options")
    if kind in (QuestionType.MATRIX,) or (kind in (QuestionType.TABLE,) and "rows" in question):
        yield from _choices(question.get("rows"), "key", f"{where} rows")
    if kind in (QuestionType.TABLE,):
        yield from _columns(question, where)


def _bounds(question: dict[str, Any], where: str) -> Faults:
    low, high = question.get("min"), question.get("max")
    if not all(bound is None or _whole(bound, -MAX_CENTS, MAX_CENTS) for bound in (low, high)):
        yield f"{where}: min and max are whole numbers"
    elif low is not None and high is not None and low > high:
        yield f"{where}: min is more than max"
    if not _whole(question.get("decimals", 0), 0, MOST_DECIMALS):
        yield f"{where}: decimals is 0–{MOST_DECIMALS}"


def _choices(data: Any, name: str, where: str) -> Faults:
    if not isinstance(data, list) or not data:
        yield f"{where}: a list of one or more {{{name}, label}}"
        return
    seen: set[str] = set()
    for index, choice in enumerate(data):
        if not _is_dict(choice, {name, "label"}, set()):
            yield f"{where}, {index + 1}: needs {name} and label"
            continue
        yield from _key(choice[name], seen, f"{where}, {index + 1}", pattern=re.compile(r"[a-z0-9_]{1,60}"))
        yield from _texts(choice["label"], f"{where}, {index + 1} label")


def _columns(question: dict[str, Any], where: str) -> Faults:
    if "rows" in question and "max_rows" in question:
        yield f"{where}: either rows or max_rows"
    if not _whole(question.get("max_rows", 1), 1, MOST_ROWS):
        yield f"{where}: max_rows is 1–{MOST_ROWS}"
    columns = question.get("columns")
    if not isinstance(columns, list) or not columns:
        yield f"{where}: columns is a list of one or more columns"
        return
    seen: set[str] = set()
    for index, column in enumerate(columns):
        place = f"{where}, column {index + 1}"
        if not _is_dict(column, {"key", "type", "label"}, None) or str(column["type"]) not in CELL_TYPES:
            yield f"{place}: needs key, label and a type of {', '.join(sorted(CELL_TYPES))}"
            continue
        yield from _key(column["key"], seen, place)
        yield from _question(column, place)
        if "condition" in column or "secrecy_possible" in column:
            yield f"{place}: condition and secrecy_possible belong to the whole table"


def _condition(data: Any, earlier: dict[str, dict[str, Any]], where: str) -> Faults:
    if data is None:
        return
    if not isinstance(data, dict) or set(data) not in ({"question", "is"}, {"question", "in"}):
        yield f"{where}: condition is {{question, is}} or {{question, in}}"
        return
    asked = earlier.get(str(data["question"]))
    if asked is None or str(asked.get("type")) not in CONDITION_TYPES:
        yield f"{where}: its condition names no earlier question that is chosen from a list or yes/no"
        return
    wanted = data.get("in", [data.get("is")])
    if asked["type"] in (QuestionType.YES_NO,):
        right = isinstance(wanted, list) and wanted and all(isinstance(value, bool) for value in wanted)
    else:
        options = asked.get("options")
        listed = options if isinstance(options, list) else []
        known = [option.get("value") for option in listed if isinstance(option, dict)]
        right = isinstance(wanted, list) and wanted and all(value in known for value in wanted)
    if not right:
        yield f"{where}: its condition waits for what question {data['question']} cannot answer"


def _key(value: Any, seen: set[str], where: str, *, pattern: re.Pattern[str] = KEY) -> Faults:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        yield f"{where}: {value!r} is not a key of lower-case letters, digits and underscores"
    elif value in seen:
        yield f"{where}: the key {value} is there already"
    else:
        seen.add(value)


def _texts(value: Any, where: str, *, needed: bool = True) -> Faults:
    if value is None and not needed:
        return
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
        yield f"{where}: a text is {{fi, sv, en}}"
        return
    for language, text in value.items():
        if not isinstance(text, str):
            yield f"{where}: {language} is not a string"
    for language in NEEDED_LANGUAGES:
        if not str(value.get(language, "")).strip():
            yield f"{where}: {language} is missing"


def _is_dict(value: Any, needed: set[str], also: set[str] | None) -> bool:
    return isinstance(value, dict) and needed <= set(value) and (also is None or set(value) <= needed | also)


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
