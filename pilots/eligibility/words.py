"""A programme's condition in words, and the part of it that can be edited as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pilots.eligibility.rules import RULES, parts
from sky_portal.ui.formats import number


@dataclass(frozen=True)
class Said:
    """Parts of which any suffices or all are needed: sentences, or such groups again."""

    how: str
    parts: tuple["str | Said", ...]

    @property
    def lead(self) -> str:
        """The line above the parts; "" for a single one."""
        if len(self.parts) < 2:  # noqa: PLR2004
            return ""
        return _("One of these is enough:") if self.how == "any" else _("All of these are needed:")


def said(rules: Any, names: Mapping[str, str]) -> Said:
    """The condition in words; `names` are those of programmes by their keys."""
    how, inner = parts(rules)
    return Said(how, tuple(_part(part, names) for part in inner))


def sentence(rule: dict[str, Any], names: Mapping[str, str]) -> str:
    """One rule in words."""
    named = RULES[rule["rule"]]
    shown = {
        name: names.get(rule[name], rule[name]) if least is None else number(rule[name])
        for name, least in named.parameters.items()
    }
    return str(named.says) % shown


def as_list(rules: Any) -> tuple[str, list[dict[str, Any]]] | None:
    """How plain rules are combined, and the rules; None where they nest deeper than a list shows."""
    how, inner = parts(rules)
    if all(isinstance(part, dict) and "rule" in part for part in inner):
        return how, list(inner)
    return None


def combined(how: str, rules: list[dict[str, Any]]) -> Any:
    """The rules as a programme keeps them."""
    return {"all": rules} if how == "all" and rules else rules


def _part(part: Any, names: Mapping[str, str]) -> "str | Said":
    return sentence(part, names) if isinstance(part, dict) and "rule" in part else said(part, names)
