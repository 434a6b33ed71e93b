"""Reading a call from data: pure, every problem is named by its place, nothing is half read.

The form is described in docs/calls.md; grants/data/sky-2021.json is an example.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from grants.enums import CostType
from sky_portal.clock import AmbiguousTime, NoSuchTime, local_moment
from sky_portal.money import MAX_CENTS, euros
from sky_portal.questions.validation import NEEDED_LANGUAGES
from sky_portal.texts import LANGUAGES

PRECISIONS = ("minute", "day", "month")


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


def texts(*, empty: bool = False) -> Reader:
    """A text in the portal's languages: fi and sv are needed where there is any (kielilaki)."""

    def read(value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
            raise Wrong(f"texts by language are needed: {', '.join(LANGUAGES)}")
        if not all(isinstance(one, str) for one in value.values()):
            raise Wrong("a text in each language is a string")
        lacking = [language for language in NEEDED_LANGUAGES if not value.get(language, "").strip()]
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
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong("a date is needed, such as 2021-07-31") from None


def instant(value: Any) -> datetime:
    """A moment in Helsinki time without a zone, 2021-03-31T16:15, as an instant."""
    try:
        return local_moment(datetime.fromisoformat(value)).astimezone(UTC)
    except (NoSuchTime, AmbiguousTime) as error:
        raise Wrong(str(error)) from None
    except (TypeError, ValueError):
        raise Wrong("a Helsinki time is needed, such as 2021-03-31T16:15") from None


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


def anything(value: Any) -> Any:
    """Whatever another part of the portal reads and judges itself."""
    return value


PROGRAMME = mapped(
    {
        "key": text(60),
        "name": texts(),
        "short_name": text(20),
        "starts_on": day,
        "ends_on": day,
        "register_year": whole(1990, 2100),
        "eligibility": listed(anything, least=1),
        "absence_thresholds": listed(anything),
        "counts_aland": truth,
    },
    optional={"counts_aland": False},
)
TEXT = mapped({"key": text(40), "heading": texts(), "body": texts()})
CATEGORY = mapped(
    {
        "number": whole(1, 99),
        "name": texts(),
        "description": texts(),
        "types": listed(one_of(*CostType.values), least=1),
    },
    optional={"types": list(CostType.values)},
)
CONTACT = mapped(
    {"name": text(120), "title": texts(), "email": text(254), "phone": text(30, empty=True)},
    optional={"phone": ""},
)
MILESTONE = mapped(
    {
        "key": text(40),
        "at": instant,
        "precision": one_of(*PRECISIONS),
        "label": texts(),
        "when": texts(empty=True),
        "applicant_does": texts(empty=True),
        "on_horizon": truth,
    },
    optional={"precision": "day", "when": {}, "applicant_does": {}, "on_horizon": True},
)
CALL = mapped(
    {
        "slug": text(60),
        "authority": text(20),
        "reference": text(40, empty=True),
        "case_class": text(20),
        "name": texts(),
        "kicker": texts(),
        "summary": texts(),
        "opens": instant,
        "closes": instant,
        "budget_item": text(30, empty=True),
        "amount_euros": whole(1, MAX_CENTS // 100),
        "own_share_percent": whole(0, 100),
        "use_from": day,
        "use_until": day,
        "reminder_hours": listed(whole(1, 24 * 365)),
        "attestation": texts(),
        "programme": PROGRAMME,
        "texts": listed(TEXT, least=1),
        "cost_categories": listed(CATEGORY, least=1),
        "contacts": listed(CONTACT, least=1),
        "milestones": listed(MILESTONE),
        "questions": mapped({"key": text(60), "version": whole(1, 9999), "content": anything}),
    },
    optional={"reference": "", "budget_item": ""},
)


def parse(data: Any) -> dict[str, Any]:
    """The call's data with dates, instants and cents in place of texts; raises CallDataRefused."""
    try:
        found = CALL(data)
    except Wrong as wrong:
        raise CallDataRefused([str(wrong)]) from None
    found["amount_cents"] = euros(found.pop("amount_euros"))
    if problems := [*_order(found), *_repeated(found)]:
        raise CallDataRefused(problems)
    return found


def _order(data: dict[str, Any]) -> list[str]:
    pairs = (
        ("opens", "closes", data["closes"] > data["opens"]),
        ("use_from", "use_until", data["use_until"] >= data["use_from"]),
        (
            "programme.starts_on",
            "programme.ends_on",
            data["programme"]["ends_on"] >= data["programme"]["starts_on"],
        ),
    )
    return [f"{second}: is before {first}" for first, second, right in pairs if not right]


def _repeated(data: dict[str, Any]) -> list[str]:
    problems = []
    for name, key in (("texts", "key"), ("cost_categories", "number"), ("milestones", "key")):
        seen: set[Any] = set()
        for place, one in enumerate(data[name], start=1):
            if one[key] in seen:
                problems.append(f"{name}.{place}.{key}: {one[key]} is there already")
            seen.add(one[key])
    return problems
