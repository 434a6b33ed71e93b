"""The condition of a programme in a line: with whom a pilot is made."""

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilots.eligibility.rules import parts
from sky_portal.ui.formats import number


def condition(rules: Any) -> str:
    """What the rules ask, as a phrase: "at least 4 municipalities together, or …"; "" when nothing."""
    return capfirst(_phrase(rules))


def _phrase(rules: Any) -> str:
    if isinstance(rules, dict) and "rule" in rules:
        return PHRASES[rules["rule"]](rules)
    how, inner = parts(rules)
    joined = _(", or ") if how == "any" else _(", and ")
    return joined.join(filter(None, map(_phrase, inner)))


def _municipalities(rule: dict[str, Any]) -> str:
    text = ngettext("at least one municipality", "at least %(count)s municipalities together", rule["count"])
    return text % {"count": number(rule["count"])}


def _pupils(rule: dict[str, Any]) -> str:
    text = _("one municipality with more than %(count)s pupils of basic-education age")
    return text % {"count": number(rule["count"])}


def _recipients(rule: dict[str, Any]) -> str:
    return _("those who were given a grant of the earlier call")


def _team(rule: dict[str, Any]) -> str:
    text = _("a team of a chair and %(low)s–%(high)s members")
    if rule["chair"] != 1:
        text = _("a team of %(low)s–%(high)s members and %(chair)s chairs")
    return text % rule


PHRASES: dict[str, Callable[[dict[str, Any]], str]] = {
    "min_municipalities": _municipalities,
    "pupils_over": _pupils,
    "recipients_of": _recipients,
    "team": _team,
}
