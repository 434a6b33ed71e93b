"""Reading the facts of a pilot's members, in as many queries for forty members as for one."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from pilots.eligibility.members import MemberFacts, Team
from pilots.eligibility.rules import leaves
from pilots.eligibility.verdict import Verdict, assess
from pilots.enums import COUNTING, PRESENT, MemberState

# Which of these organisations (ids) have been given the grant of the programme (key).
Recipients = Callable[[str, set[int]], set[int]]
# The teams that a pilot's members have named, by organisation id.
Teams = Callable[[Any], dict[int, Team]]

# Awards and teams live in later layers: those bring the functions when they are ready.
_lookups: dict[str, Any] = {}


def register_recipients(lookup: Recipients) -> None:
    """Tells who has been given which programme's grant: needed by the rule recipients_of."""
    _lookups["recipients_of"] = lookup


def register_teams(lookup: Teams) -> None:
    """Tells which teams a pilot's members have named: needed by the rule team."""
    _lookups["team"] = lookup


def verdict_of(pilot: Any, members: list[Any] | None = None) -> Verdict:
    """The verdict on a pilot as it stands today; `members` are those present, where already read."""
    return assess(facts_of(pilot, members), pilot.programme)


def facts_of(pilot: Any, members: list[Any] | None = None) -> list[MemberFacts]:
    """What eligibility asks about the members that belong to the pilot today.

    Raises ImproperlyConfigured when a rule asks for what no app has registered.
    """
    if members is None:
        members = list(pilot.members.filter(state__in=PRESENT).select_related("organisation").order_by("pk"))
    ids = {member.organisation_id for member in members}
    rows = _register(pilot.programme.register_year, ids)
    received, teams = received_by(pilot.programme, ids), _teams(pilot)
    return [
        MemberFacts(
            name_fi=member.organisation.name_fi,
            name_sv=member.organisation.name_sv,
            kind=member.organisation.kind,
            confirmed=member.state in COUNTING,
            leads=member.state in (MemberState.LEADING,),
            received=received.get(member.organisation_id, frozenset()),
            team=teams.get(member.organisation_id),
            **rows.get(member.organisation_id, {}),
        )
        for member in members
    ]


def _register(year: int, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    # By name: the models stand on this package, which knows their rules.
    register = apps.get_model("pilots.municipality")._default_manager
    rows = register.filter(register_year=year, organisation_id__in=ids)
    return {
        row.organisation_id: {"school_age": row.school_age, "region_code": row.region_code} for row in rows
    }


def received_by(programme: Any, ids: set[int]) -> dict[int, frozenset[str]]:
    """The keys of the programmes named in the rules whose grant each organisation (id) was given."""
    asked = {rule["programme"] for rule in leaves(programme.conditions) if rule["rule"] == "recipients_of"}
    found = {key: _lookup("recipients_of")(key, ids) for key in sorted(asked)}
    return {pk: frozenset(key for key in found if pk in found[key]) for pk in ids}


def _teams(pilot: Any) -> dict[int, Team]:
    asked = any(rule["rule"] == "team" for rule in leaves(pilot.programme.eligibility))
    return _lookup("team")(pilot) if asked else {}


def _lookup(rule: str) -> Any:
    if rule not in _lookups:
        raise ImproperlyConfigured(f"no app has registered what the rule {rule} asks for")
    return _lookups[rule]
