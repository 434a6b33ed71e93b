"""How single values, lists and objects of a call's data are read: every problem by its place."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sky_portal.clock import AmbiguousTime, NoSuchTime, local_moment
from sky_portal.texts import LANGUAGES, NEEDED_TO_PUBLISH

# No list of a call is longer.
LONGEST_LIST = 500
YEARS = range(1990, 2101)
_WORD = re.compile(r"[A-Za-z0-9_-]+")


class CallDataRefused(Exception):
    """The data is refused whole; `problems` say where and why, one a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Wrong(ValueError):
    """One value that cannot be taken."""


Reader = Callable[[Any], Any]


def text(limit: int, *, empty: bool = False) -> Reader:
    """A plain text of at most `limit` characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > limit or not (value.strip() or empty):
            raise Wrong(f"a text of {0 if empty else 1}–{limit} characters is needed")
        return value.strip()

    return read


def word(limit: int) -> Reader:
    """A key or an address: letters without accents, digits, hyphens and underscores."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > limit or not _WORD.fullmatch(value):
            raise Wrong(f"a word of 1–{limit} letters, digits, hyphens and underscores is needed")
        return value

    return read


def email(value: Any) -> str:
    """An e-mail address, or none."""
    found = text(254, empty=True)(value)
    try:
        if found:
            validate_email(found)
    except ValidationError:
        raise Wrong("this is no e-mail address") from None
    return found


def texts(*, empty: bool = False) -> Reader:
    """A text in the portal's languages: fi and sv are needed where there is any (kielilaki)."""

    def read(value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
            raise Wrong(f"texts by language are needed: {', '.join(LANGUAGES)}")
        if not all(isinstance(one, str) for one in value.values()):
            raise Wrong("a text in each language is a string")
        lacking = [language for language in NEEDED_TO_PUBLISH if not value.get(language, "").strip()]
        if lacking and (value or not empty):
            raise Wrong(f"the text is missing in {', '.join(lacking)}")
        return value

    return read


def whole(lowest: int, highest: int) -> Reader:
    """A whole number within bounds."""

    def read(value: Any) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise Wrong(f"a whole number from {lowest} to {highest} is needed")
        return value

    return read


def truth(value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise Wrong("true or false is needed")
    return value


def day(value: Any) -> date:
    """A date, 2021-07-31."""
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong("a date is needed, such as 2021-07-31") from None
    _check_year(found)
    return found


def instant(value: Any) -> datetime:
    """A moment in Helsinki time without a zone, 2021-03-31T16:15, as an instant."""
    try:
        found = datetime.fromisoformat(value)
        _check_year(found)
        return local_moment(found).astimezone(UTC)
    except (NoSuchTime, AmbiguousTime, Wrong) as error:
        raise Wrong(str(error)) from None
    except (TypeError, ValueError):
        raise Wrong("a Helsinki time is needed, such as 2021-03-31T16:15") from None


def _check_year(found: date) -> None:
    if found.year not in YEARS:
        raise Wrong(f"a year from {YEARS[0]} to {YEARS[-1]} is needed")


def one_of(*values: str) -> Reader:
    """One of the named values."""

    def read(value: Any) -> str:
        if value not in values:
            raise Wrong(f"one of {', '.join(values)} is needed")
        return value

    return read


def listed(read_one: Reader, *, least: int = 0) -> Reader:
    """A list of at least `least` values, each read alike."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) < least:
            raise Wrong(f"a list of at least {least} is needed" if least else "a list is needed")
        if len(value) > LONGEST_LIST:
            raise Wrong(f"a list of at most {LONGEST_LIST} is needed")
        problems, found = [], []
        for place, one in enumerate(value, start=1):
            try:
                found.append(read_one(one))
            except CallDataRefused as refused:
                problems += [f"{place}.{problem}" for problem in refused.problems]
            except Wrong as wrong:
                problems.append(f"{place}: {wrong}")
        if problems:
            raise CallDataRefused(problems)
        return found

    return read


def mapped(fields: dict[str, Reader], *, optional: dict[str, Any] | None = None) -> Reader:
    """An object with just these keys; `optional` gives the values of keys that may be left out."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong("an object is needed")
        problems = [f"{key}: not known here" for key in sorted(set(value) - set(fields))]
        found = dict(optional or {})
        for key, read_one in fields.items():
            if key not in value:
                problems += [] if key in found else [f"{key}: is missing"]
                continue
            try:
                found[key] = read_one(value[key])
            except CallDataRefused as refused:
                problems += [f"{key}.{problem}" for problem in refused.problems]
            except Wrong as wrong:
                problems.append(f"{key}: {wrong}")
        if problems:
            raise CallDataRefused(problems)
        return found

    return read


def maybe(read_one: Reader) -> Reader:
    """What may be null."""

    def read(value: Any) -> Any:
        return None if value is None else read_one(value)

    return read


def anything(value: Any) -> Any:
    """Whatever another part of the portal reads and judges itself."""
    return value
