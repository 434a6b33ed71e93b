"""Who can be thought of as a member before any pilot is begun, and what the rules say of them.

A candidate is named by its municipality's code, other providers by `o` and their id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pilots.eligibility import MemberFacts, Team, Verdict, assess
from pilots.eligibility.facts import received_by
from pilots.eligibility.rules import leaves
from pilots.models import Municipality, Programme
from sky_portal.accounts.enums import PROVIDER_KINDS, OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.alphabet import name_language, sort_key
from sky_portal.search import fold, plain

OTHER_KINDS = tuple(kind for kind in PROVIDER_KINDS if kind != OrganisationKind.MUNICIPALITY)


@dataclass(frozen=True)
class Candidate:
    """An education provider as the register of the programme's year has it."""

    key: str
    organisation_id: int
    name_fi: str
    name_sv: str
    kind: str = OrganisationKind.MUNICIPALITY
    # None for other providers than municipalities: they have no row in the register.
    school_age: int | None = None
    region_code: str | None = None
    region_fi: str = ""
    region_sv: str = ""

    @property
    def name(self) -> str:
        """The name in the page's language."""
        return self.name_sv if name_language() == "sv" else self.name_fi

    @property
    def other_name(self) -> str:
        """The name in the other language, "" when it is the same."""
        other = self.name_fi if name_language() == "sv" else self.name_sv
        return "" if other == self.name else other

    @property
    def region(self) -> str:
        """The region's name in the page's language; "" for those outside of the register."""
        return self.region_sv if name_language() == "sv" else self.region_fi

    @property
    def kind_name(self) -> str:
        """What kind of provider it is, in words."""
        return str(OrganisationKind(self.kind).label)


def candidates_of(programme: Programme) -> dict[str, Candidate]:
    """Everybody that the programme could ask, by key: two queries, however many there are."""
    fields = ("code", "organisation_id", "name_fi", "name_sv", "school_age", "region_code")
    named = (*fields, "region_name_fi", "region_name_sv")
    rows = Municipality.objects.filter(register_year=programme.register_year).order_by("code")
    found = [
        Candidate(code, pk, fi, sv, OrganisationKind.MUNICIPALITY, pupils, region, region_fi, region_sv)
        for code, pk, fi, sv, pupils, region, region_fi, region_sv in rows.values_list(*named)
    ]
    others = Organisation.objects.filter(kind__in=OTHER_KINDS).order_by("pk")
    found += [
        Candidate(f"o{pk}", pk, fi, sv, kind)
        for pk, fi, sv, kind in others.values_list("pk", "name_fi", "name_sv", "kind")
    ]
    return {candidate.key: candidate for candidate in found}


def in_name_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """By the name in the page's language."""
    return sorted(candidates, key=lambda one: sort_key(one.name))


def search(candidates: Iterable[Candidate], words: str) -> list[Candidate]:
    """Those whose name in either language holds the words; accents and letter size do not matter.

    First whose name is just that, then whose name begins so, then the rest.
    """
    wanted, bare = fold(words.strip()), plain(words.strip())
    if not bare:
        return []
    found = [one for one in candidates if any(bare in plain(name) for name in _names(one))]

    def rank(one: Candidate) -> tuple[bool, bool, bool, tuple[str, str]]:
        names = [fold(name) for name in _names(one)]
        begins = any(name.startswith(wanted) for name in names)
        return not is_named(one, words), not begins, wanted not in names[0] + names[1], sort_key(one.name)

    return sorted(found, key=rank)


def is_named(candidate: Candidate, words: str) -> bool:
    """Whether the words are the candidate's whole name in either language."""
    return fold(words.strip()) in {fold(name) for name in _names(candidate)}


@dataclass(frozen=True)
class Thought:
    """A consortium that is only thought of: the verdict, and who of it was given an earlier grant."""

    verdict: Verdict
    recipients: tuple[Candidate, ...]


def judge(chosen: Sequence[Candidate], programme: Programme) -> Thought:
    """What the rules would say if all of them confirmed and the first one led.

    Persons are named in the application, not here: a team that the rules ask for is taken as named.
    """
    received = received_by(programme, {one.organisation_id for one in chosen}) if chosen else {}
    team = _team_asked_for(programme)
    facts = [
        MemberFacts(
            name_fi=one.name_fi,
            name_sv=one.name_sv,
            kind=one.kind,
            confirmed=True,
            leads=not place,
            school_age=one.school_age,
            region_code=one.region_code,
            received=received[one.organisation_id],
            team=None if place else team,
        )
        for place, one in enumerate(chosen)
    ]
    given = tuple(one for one in chosen if received[one.organisation_id])
    return Thought(assess(facts, programme), given)


def leader_matters(programme: Programme) -> bool:
    """Whether the rules ask something of the one who coordinates."""
    return any(rule["rule"] in ("recipients_of", "team") for rule in leaves(programme.conditions))


def _team_asked_for(programme: Programme) -> Team | None:
    rules: list[dict[str, Any]] = [r for r in leaves(programme.conditions) if r["rule"] == "team"]
    return Team(rules[0]["chair"], max(rule["low"] for rule in rules)) if rules else None


def _names(candidate: Candidate) -> tuple[str, str]:
    return candidate.name_fi, candidate.name_sv
