"""Answers for reading: what check pages, submissions, read views and PDFs show and keep.

`canonical` is what is kept: the question texts in every language with the typed answers.
`printable` is what is read: the same in one language, as plain JSON that needs no questions
to be understood. Both leave out questions that are not asked given the other answers.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from sky_portal.questions.enums import OPTION_TYPES, QuestionType
from sky_portal.questions.models import AnswerSheet
from sky_portal.questions.schema import Option, Question, question_of, visible
from sky_portal.texts import pick
from sky_portal.ui import formats

Json = dict[str, Any]
# How the form is filled in is not part of what was asked and answered.
FORM_ONLY = {"help", "condition"}
NUMERIC = frozenset({QuestionType.NUMBER, QuestionType.EURO})


def canonical(sheet: AnswerSheet) -> Json:
    """The set's key and version, and by section every asked question with its answer."""
    return canonical_with(sheet, {})


def canonical_with(sheet: AnswerSheet, elsewhere: Mapping[str, Any]) -> Json:
    """The same where some answers are `elsewhere` than in the sheet: by them it is judged what is asked."""
    stored = {answer.key: answer for answer in sheet.answers.order_by("key")}
    asked = visible(sheet.sections, {key: one.value for key, one in stored.items()} | dict(elsewhere))
    sections = []
    for section in sheet.question_set.content["sections"]:
        answered = [
            _answered(data, stored.get(data["key"])) for data in section["questions"] if data["key"] in asked
        ]
        if answered:
            sections.append({"key": section["key"], "title": section["title"], "questions": answered})
    return {"set": sheet.question_set.key, "version": sheet.question_set.version, "sections": sections}


def printable(sheet: AnswerSheet, language: str) -> list[Json]:
    """The sheet in one language: see `printable_of`."""
    return printable_of(canonical(sheet), language)


def printable_of(content: Json, language: str) -> list[Json]:
    """The sections of a canonical sheet in one language, as plain JSON.

    A section is {key, title, lang, questions}; `lang` is the language the text is really in. A
    question is {key, type, label, lang, secret, answered, value, text, items, head, rows}:
    `text` is the answer in words, `items` those of several choices, and a table or matrix has
    `head` [{text, numeric}] and `rows` [{label, cells}]; what a type has no use for is empty.
    """
    with override(language):
        return [_section(section, language) for section in content["sections"]]


def in_words(question: Question, value: Any, language: str) -> str:
    """A simple answer in the language's own way of writing; "" for none."""
    if value is None:
        return ""
    if question.type in OPTION_TYPES:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(_label(question.options, one, language) for one in chosen)
    with override(language):
        return WORDS.get(question.type, str)(value)


def _answered(data: Json, answer: Any) -> Json:
    kept = {name: part for name, part in data.items() if name not in FORM_ONLY}
    secret = bool(answer and answer.secret)
    return {**kept, "value": answer.value if answer else None, "secret": secret}


def _section(data: Json, language: str) -> Json:
    title = pick(data["title"], language)
    questions = [_question(question, language) for question in data["questions"]]
    return {"key": data["key"], "title": title.text, "lang": title.language, "questions": questions}


def _question(data: Json, language: str) -> Json:
    question, value = question_of(data), data["value"]
    label = pick(question.label, language)
    shown = {"text": "", "items": [], "head": [], "rows": []}
    if value is not None:
        shown.update(_shown(question, value, language))
    return {
        "key": question.key,
        "type": question.type,
        "label": label.text,
        "lang": label.language,
        "secret": data["secret"],
        "answered": value is not None,
        "value": value,
        **shown,
    }


def _shown(question: Question, value: Any, language: str) -> Json:
    if question.type in (QuestionType.TABLE,):
        return _table(question, value, language)
    if question.type in (QuestionType.MATRIX,):
        return {"rows": _matrix_rows(question, value, language)}
    if question.type in (QuestionType.SEVERAL,):
        return {"items": [_label(question.options, one, language) for one in value]}
    return {"text": in_words(question, value, language)}


def _table(question: Question, value: Any, language: str) -> Json:
    head = [
        {"text": pick(column.label, language).text, "numeric": column.type in NUMERIC}
        for column in question.columns
    ]
    if isinstance(value, dict):
        rows = [(pick(row.label, language).text, value.get(row.value, {})) for row in question.rows]
    else:
        rows = [("", row) for row in value]
    return {
        "head": head,
        "rows": [
            {"label": label, "cells": [in_words(c, row.get(c.key), language) for c in question.columns]}
            for label, row in rows
        ],
    }


def _matrix_rows(question: Question, value: Json, language: str) -> list[Json]:
    return [
        {
            "label": pick(row.label, language).text,
            "cells": [_label(question.options, value[row.value], language) if row.value in value else ""],
        }
        for row in question.rows
    ]


def _label(options: tuple[Option, ...], value: str, language: str) -> str:
    return next((pick(one.label, language).text for one in options if one.value == value), value)


def _number(value: int | str) -> str:
    whole, _mark, decimals = str(value).partition(".")
    text = formats.number(abs(int(whole)))
    minus = formats.MINUS if str(value).startswith("-") else ""
    point = "." if formats.language() == "en" else ","
    return f"{minus}{text}{point}{decimals}" if decimals else f"{minus}{text}"


WORDS: dict[str, Callable[[Any], str]] = {
    QuestionType.NUMBER: _number,
    QuestionType.EURO: formats.money,
    QuestionType.DATE: lambda value: formats.day(date.fromisoformat(value)),
    QuestionType.YES_NO: lambda value: _("Yes") if value else _("No"),
}
