"""The verdict on a consortium: a pure function over plain data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from pilots.eligibility.members import MemberFacts
from pilots.eligibility.reasons import Reason
from pilots.eligibility.rules import RULES, Group, parts
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.alphabet import sort_key


class Terms(Protocol):
    """What assessing needs of a programme."""

    @property
    def conditions(self) -> Any: ...

    counts_aland: bool


@dataclass(frozen=True)
class Verdict:
    """Whether the consortium fulfils the programme's condition, and why.

    It bars nothing: the portal warns, the applicant explains, the official decides.
    """

    eligible: bool
    reasons: tuple[Reason, ...]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Verdict":
        """The verdict that a submission has kept."""
        return cls(data["eligible"], tuple(Reason.from_json(reason) for reason in data["reasons"]))

    def as_json(self) -> dict[str, Any]:
        """What a submission keeps of it."""
        return {"eligible": self.eligible, "reasons": [reason.as_json() for reason in self.reasons]}


def assess(members: Iterable[MemberFacts], programme: Terms) -> Verdict:
    """Judges members by a programme's rules; the members' order does not matter.

    Counted are municipalities of the register year that lead or have confirmed; those of
    Åland only where the programme says so. Everybody who takes part without being counted,
    and who has not answered, is named in a remark.
    """
    present = sorted(members, key=lambda m: (sort_key(m.name_fi), m.kind, m.school_age or 0, not m.leads))
    certain = [member for member in present if member.leads or member.confirmed]
    counted = [m for m in certain if m.is_municipality and (programme.counts_aland or not m.is_of_aland)]
    group = Group(tuple(counted), next((member for member in present if member.leads), None))
    eligible, reasons = _judge(programme.conditions, group)
    remarks = [*_uncounted(certain, counted), *_unanswered(present, certain)]
    return Verdict(eligible, (*reasons, *remarks))


def _judge(rules: Any, group: Group) -> tuple[bool, list[Reason]]:
    """A fulfilled `any` tells only what fulfils it; the rest would read as a reproach."""
    how, inner = parts(rules)
    if not inner:
        return True, [Reason("no_rules", {}, True)]
    judged = [_judge_part(part, group) for part in inner]
    eligible = (any if how == "any" else all)(ok for ok, _reasons in judged)
    told = [reasons for ok, reasons in judged if not (how == "any" and eligible and not ok)]
    reasons = [reason for some in told for reason in some]
    if how == "any" and not eligible and len(inner) > 1:
        reasons.insert(0, Reason("either"))
    return eligible, reasons


def _judge_part(part: Any, group: Group) -> tuple[bool, list[Reason]]:
    if isinstance(part, dict) and "rule" in part:
        reason = RULES[part["rule"]].judge(group, part)
        return bool(reason.ok), [reason]
    return _judge(part, group)


def _uncounted(certain: list[MemberFacts], counted: list[MemberFacts]) -> list[Reason]:
    others = [member for member in certain if member not in counted]
    is_kind = [m for m in others if m.kind in (OrganisationKind.MUNICIPALITY,)]
    groups = {
        "not_municipality": [m for m in others if m not in is_kind],
        "not_in_register": [m for m in is_kind if not m.is_municipality],
        "aland": [m for m in is_kind if m.is_municipality],
    }
    return [_remark(code, members) for code, members in groups.items() if members]


def _unanswered(present: list[MemberFacts], certain: list[MemberFacts]) -> list[Reason]:
    waiting = [member for member in present if member not in certain]
    return [_remark("unanswered", waiting)] if waiting else []


def _remark(code: str, members: list[MemberFacts]) -> Reason:
    return Reason(code, {"names": [member.names for member in members]})
