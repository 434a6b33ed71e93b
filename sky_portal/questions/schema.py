"""What `QuestionSet.content` holds, and its reading into dataclasses.

```
{"sections": [
  {"key": "aims", "title": TEXTS, "intro": TEXTS?, "questions": [
    {"key": "purpose", "type": "long_text", "label": TEXTS, "help": TEXTS?,
     "required": true, "limit": 3000, "secrecy_possible": false,
     "condition": {"question": "earlier_key", "is": "a value", or "in": ["one", "another"]}}]}]}
```

TEXTS is `{fi, sv, en}`, of which fi and sv must be there. Keys are lower-case words
(`[a-z][a-z0-9_]*`), stable over versions and unique in the whole set. By type:

| type | of its own | the stored answer |
|---|---|---|
| short_text, long_text | `limit` in characters (200, 3000) | string |
| number | `min`, `max`, `decimals` (0) | integer; with decimals a string like "3.5" |
| euro | `min`, `max` in cents | integer cents |
| choice, likert | `options`: [{value, label}] | the option's value |
| several | `options` | list of values in the options' order |
| date | | "2021-03-31" |
| yes_no | | true or false |
| table | `columns` and `rows` or `max_rows`, see below | see below |
| matrix | `rows`: [{key, label}], `options` | {row: option's value} |

A table's `columns` are [{key, label, type, required, …}], each a question of a simple type. With
`rows` [{key, label}] they are fixed, and the answer is {row: {column: answer}}; else the applicant
adds up to `max_rows` (10) of them, and the answer is [{column: answer}, …].

No answer at all is null in every type.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from sky_portal.questions.enums import QuestionType

Texts = dict[str, str]
DEFAULT_LIMITS = {QuestionType.SHORT_TEXT: 200, QuestionType.LONG_TEXT: 3000}
DEFAULT_MAX_ROWS = 10


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from, or a row of a table or matrix."""

    value: str
    label: Texts = field(hash=False)


@dataclass(frozen=True)
class Condition:
    """A question is asked when an earlier one was answered with one of these values."""

    question: str
    values: tuple[Any, ...]

    def holds(self, answer: Any) -> bool:
        """Whether this answer to the earlier question lets the later one be asked."""
        given = answer if isinstance(answer, list) else [answer]
        # 1 == True in Python: the types must agree too.
        return any(type(one) is type(value) and one == value for one in given for value in self.values)


@dataclass(frozen=True)
class Question:
    """One question; also a column of a table, which is a question asked for every row."""

    key: str
    type: str
    label: Texts = field(hash=False)
    help: Texts = field(default_factory=dict, hash=False)
    required: bool = False
    limit: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    decimals: int = 0
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    columns: tuple["Question", ...] = ()
    max_rows: int = DEFAULT_MAX_ROWS
    condition: Condition | None = None
    secrecy_possible: bool = False
    section: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """What may be chosen."""
        return tuple(option.value for option in self.options)


@dataclass(frozen=True)
class Section:
    """A part of the set: one page of the form."""

    key: str
    title: Texts = field(hash=False)
    intro: Texts = field(hash=False)
    questions: tuple[Question, ...] = ()


def parse(content: Any) -> tuple[Section, ...]:
    """The sections of a set's content, read once a process for each content.

    Raises django's ValidationError with every fault, each named by its place.
    """
    try:
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise ValidationError(str(error)) from error
    return _parse(text)


@lru_cache(maxsize=64)
def _parse(text: str) -> tuple[Section, ...]:
    # Keyed by the content itself: a primary key can be given again, and drafts still change.
    from sky_portal.questions.validation import validate

    content = json.loads(text)
    validate(content)
    return tuple(_section(section) for section in content["sections"])


def questions(sections: tuple[Section, ...]) -> Iterator[Question]:
    """Every question in its order."""
    for section in sections:
        yield from section.questions


def visible(sections: tuple[Section, ...], answers: dict[str, Any]) -> dict[str, Question]:
    """The questions that are asked given these answers, by key and in order.

    A condition on a question that is itself not asked does not hold.
    """
    shown: dict[str, Question] = {}
    for question in questions(sections):
        condition = question.condition
        if condition is None or (
            condition.question in shown and condition.holds(answers.get(condition.question))
        ):
            shown[question.key] = question
    return shown


def question_of(data: dict[str, Any], section: str = "") -> Question:
    """A question from its JSON, which must have been validated."""
    return Question(
        key=data["key"],
        type=data["type"],
        label=data["label"],
        help=data.get("help", {}),
        required=data.get("required", False),
        limit=data.get("limit", DEFAULT_LIMITS.get(data["type"])),
        minimum=data.get("min"),
        maximum=data.get("max"),
        decimals=data.get("decimals", 0),
        options=tuple(Option(option["value"], option["label"]) for option in data.get("options", ())),
        rows=tuple(Option(row["key"], row["label"]) for row in data.get("rows", ())),
        columns=tuple(question_of(column, section) for column in data.get("columns", ())),
        max_rows=data.get("max_rows", DEFAULT_MAX_ROWS),
        condition=_condition(data.get("condition")),
        secrecy_possible=data.get("secrecy_possible", False),
        section=section,
    )


def _section(data: dict[str, Any]) -> Section:
    asked = tuple(question_of(question, data["key"]) for question in data["questions"])
    return Section(data["key"], data["title"], data.get("intro", {}), asked)


def _condition(data: dict[str, Any] | None) -> Condition | None:
    if data is None:
        return None
    return Condition(data["question"], tuple(data["in"]) if "in" in data else (data["is"],))
