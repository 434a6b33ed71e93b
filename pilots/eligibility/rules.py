"""The named rules of a programme and the JSON that combines them.

A rule is `{"rule": "min_municipalities", "count": 4}`. `{"any": [...]}` holds when one of its
parts does, `{"all": [...]}` when every part does, and they nest; a bare list is `any`. An
empty list sets no condition. A new rule is a judging function, a check of its parameters and
a line in RULES.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pilots.eligibility.members import MemberFacts, Team
from pilots.eligibility.reasons import Reason

DEEPEST = 5
MOST = 10_000_000


@dataclass(frozen=True)
class Group:
    """The members as the rules count them: municipalities whose part is certain, and who leads."""

    municipalities: tuple[MemberFacts, ...]
    leader: MemberFacts | None


@dataclass(frozen=True)
class NamedRule:
    """How a rule judges, and what its parameters may be (name → least value; None: a programme's key).

    For those who set it: its name, what it asks in one sentence with its parameters, what to know
    of it, and the labels of its parameters.
    """

    judge: Callable[[Group, dict[str, Any]], Reason]
    parameters: dict[str, int | None]
    check: Callable[[dict[str, Any]], str] = lambda params: ""
    label: Any = ""
    says: Any = ""
    help: Any = ""
    labels: dict[str, Any] = field(default_factory=dict)


def _min_municipalities(group: Group, params: dict[str, Any]) -> Reason:
    """At least `count` municipalities (FACTS: a pilot has at least four)."""
    have = len(group.municipalities)
    return Reason("min_municipalities", {"have": have, "count": params["count"]}, have >= params["count"])


def _pupils_over(group: Group, params: dict[str, Any]) -> Reason:
    """A single municipality with strictly more than `count` residents of school age."""
    largest = max(group.municipalities, key=lambda m: (m.school_age or 0, m.name_fi), default=None)
    pupils = (largest.school_age or 0) if largest else 0
    found = {"count": params["count"], "pupils": pupils, "name": largest.names if largest else None}
    return Reason("pupils_over", found, pupils > params["count"])


def _recipients_of(group: Group, params: dict[str, Any]) -> Reason:
    """The leading member has been given the grant of an earlier programme."""
    leader, programme = group.leader, params["programme"]
    found = {"programme": programme, "name": leader.names if leader else None}
    return Reason("recipients_of", found, leader is not None and programme in leader.received)


def _team_of(group: Group, params: dict[str, Any]) -> Reason:
    """The leading member sends a team of `chair` chairs and `low`–`high` other persons."""
    team = (group.leader.team if group.leader else None) or Team(0, 0)
    ok = team.chairs == params["chair"] and params["low"] <= team.others <= params["high"]
    bounds = {name: params[name] for name in ("chair", "low", "high")}
    return Reason("team", {**bounds, "chairs": team.chairs, "others": team.others}, ok)


def _low_before_high(params: dict[str, Any]) -> str:
    return "low is more than high" if params["low"] > params["high"] else ""


RULES: dict[str, NamedRule] = {
    "min_municipalities": NamedRule(
        _min_municipalities,
        {"count": 1},
        label=_("Number of municipalities"),
        says=_("municipalities that take part: at least %(count)s"),
        help=_("The coordinating municipality counts, and those whose own signatory has confirmed."),
        labels={"count": _("Municipalities at least")},
    ),
    "pupils_over": NamedRule(
        _pupils_over,
        {"count": 0},
        label=_("A large municipality"),
        says=_("one municipality with more than %(count)s pupils of basic-education age"),
        help=_("Strictly more: a municipality with exactly this number does not meet the condition."),
        labels={"count": _("More pupils than")},
    ),
    "recipients_of": NamedRule(
        _recipients_of,
        {"programme": None},
        label=_("Recipients of an earlier programme"),
        says=_("the coordinating member has received a grant of the programme %(programme)s"),
        help=_("As a choice beside others; who may apply at all is said on the page of the programme."),
        labels={"programme": _("Programme")},
    ),
    "team": NamedRule(
        _team_of,
        {"chair": 0, "low": 0, "high": 1},
        _low_before_high,
        label=_("A team of named persons"),
        says=_("a team is named: chairs %(chair)s, other members %(low)s–%(high)s"),
        help=_("The coordinating member names the persons in its application."),
        labels={
            "chair": _("Chairs"),
            "low": _("Other members at least"),
            "high": _("Other members at most"),
        },
    ),
}


def check_rules(rules: Any) -> None:
    """Raises ValidationError with every fault of a programme's rules."""
    if faults := list(_faults(rules, "eligibility", 0)):
        raise ValidationError(faults)


def leaves(rules: Any) -> Iterator[dict[str, Any]]:
    """Every single rule, however deep it lies."""
    for part in parts(rules)[1]:
        if "rule" in part:
            yield part
        else:
            yield from leaves(part)


def parts(rules: Any) -> tuple[str, list[Any]]:
    """How the parts are combined ("any" or "all"), and the parts."""
    if isinstance(rules, list):
        return "any", rules
    if "rule" in rules:
        return "all", [rules]
    [(how, inner)] = rules.items()
    return how, inner


def _faults(rules: Any, place: str, depth: int) -> Iterator[str]:
    if isinstance(rules, dict) and "rule" in rules:
        yield from _leaf_faults(rules, place)
    elif depth > DEEPEST:
        yield f"{place}: nested deeper than {DEEPEST}"
    elif isinstance(rules, list) and (rules or not depth):
        for index, part in enumerate(rules, start=1):
            yield from _faults(part, f"{place}, {index}", depth + 1)
    elif (
        isinstance(rules, dict) and len(rules) == 1 and isinstance(inner := _combined(rules), list) and inner
    ):
        yield from _faults(inner, place, depth + 1)
    else:
        yield f"{place}: a rule, or {{any: [rules]}}, or {{all: [rules]}}"


def _combined(rules: dict[str, Any]) -> Any:
    return rules.get("any", rules.get("all"))


def _leaf_faults(rule: dict[str, Any], place: str) -> Iterator[str]:
    named = RULES.get(str(rule["rule"]))
    if named is None:
        yield f"{place}: there is no rule {rule['rule']!r}"
        return
    given = set(rule) - {"rule"}
    if given != set(named.parameters):
        yield f"{place}: {rule['rule']} takes {', '.join(named.parameters)}"
        return
    wrong = [name for name, least in named.parameters.items() if not _fits(rule[name], least)]
    for name in wrong:
        yield f"{place}: {rule['rule']}: {name} cannot be {rule[name]!r}"
    if not wrong and (fault := named.check(rule)):
        yield f"{place}: {rule['rule']}: {fault}"


def _fits(value: Any, least: int | None) -> bool:
    if least is None:
        return isinstance(value, str) and bool(value.strip())
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST
