"""What the values of a call's data must be to each other, and to a database."""

import math
from collections.abc import Iterator
from typing import Any

from grants.calldata.shape import MONEY
from grants.parts import RESERVED

# Deeper than any question set, shallower than what a reader of its own would choke on.
DEEPEST = 40
# What makes a row of a list one of its kind.
KEYS: dict[str, tuple[str, ...]] = {
    "texts": ("key",),
    "cost_categories": ("number",),
    "criteria": ("key",),
    "checklist": ("key",),
    "attachments": ("key",),
    "dates": ("kind", "dated"),
    "milestones": ("key",),
}


def unstorable(value: Any, place: str = "", depth: int = 0) -> Iterator[str]:
    """Values that no database keeps: half characters, NUL, numbers without end, depths without bottom."""
    if depth > DEEPEST:
        yield f"{place}: nested deeper than {DEEPEST}"
    elif isinstance(value, str) and not _is_storable(value):
        yield f"{place}: the text has a character that cannot be kept"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{place}: a number is needed"
    elif isinstance(value, dict):
        if not all(isinstance(key, str) and _is_storable(key) for key in value):
            yield f"{place}: a key has a character that cannot be kept".removeprefix(": ")
            return
        for key, one in value.items():
            yield from unstorable(one, f"{place}.{key}".removeprefix("."), depth + 1)
    elif isinstance(value, list):
        for number, one in enumerate(value, start=1):
            yield from unstorable(one, f"{place}.{number}".removeprefix("."), depth + 1)


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def inconsistent(given: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """Every fault between the values; `given` tells what was left out."""
    if found["shares_money"]:
        yield from (f"{key}: is missing" for key in MONEY if key not in given)
    yield from _order(found)
    yield from _repeated(found)
    yield from _reserved(found["questions"]["content"])
    if found["consensus_wanted"] and found["assessors_wanted"] < 2:  # noqa: PLR2004 - two to agree
        yield "consensus_wanted: needs at least two assessors"
    for place, criterion in enumerate(found["criteria"], start=1):
        if criterion["highest"] <= criterion["lowest"]:
            yield f"criteria.{place}.highest: is not above lowest"


def _order(data: dict[str, Any]) -> Iterator[str]:
    if data["closes"] <= data["opens"]:
        yield "closes: is before opens"
    if data["use_from"] and data["use_until"] and data["use_until"] < data["use_from"]:
        yield "use_until: is before use_from"
    if data["programme"]["ends_on"] < data["programme"]["starts_on"]:
        yield "programme.ends_on: is before programme.starts_on"


def _repeated(data: dict[str, Any]) -> Iterator[str]:
    for name, columns in KEYS.items():
        yield from _twice(data[name], columns, name)
    yield from _twice(data["programme"]["commitments"], ("key",), "programme.commitments")
    for place, criterion in enumerate(data["criteria"], start=1):
        yield from _twice(criterion["scale"], ("score",), f"criteria.{place}.scale")


def _reserved(content: Any) -> Iterator[str]:
    """Sections named like a part that every application has; other faults are the question set's own."""
    sections = content.get("sections") if isinstance(content, dict) else None
    for place, section in enumerate(sections if isinstance(sections, list) else (), start=1):
        key = section.get("key") if isinstance(section, dict) else None
        if isinstance(key, str) and key in RESERVED:
            yield (
                f"questions.content.sections.{place}.key: {key} is the name of a part that every "
                "application has: give the section another key"
            )


def _twice(rows: list[dict[str, Any]], columns: tuple[str, ...], name: str) -> Iterator[str]:
    seen: set[Any] = set()
    for place, one in enumerate(rows, start=1):
        mark = tuple(one[column] for column in columns)
        if mark in seen:
            yield f"{name}.{place}.{columns[-1]}: {mark[-1]} is there already"
        seen.add(mark)
