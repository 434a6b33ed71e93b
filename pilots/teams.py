"""The teams that a pilot's organisations have named: what the rule `team` asks."""

from typing import Any

from pilots.eligibility import Team
from pilots.eligibility.rules import leaves


def asks_for_team(programme: Any) -> bool:
    """Whether a rule of the programme asks its applicants for a team."""
    return any(rule["rule"] == "team" for rule in leaves(programme.eligibility))


def teams_of(pilot: Any) -> dict[int, Team]:
    """The numbers of chairs and others by organisation id."""
    persons: dict[int, list[bool]] = {}
    for organisation, is_chair in pilot.team.order_by().values_list("organisation_id", "is_chair"):
        persons.setdefault(organisation, []).append(is_chair)
    return {pk: Team(sum(chairs), len(chairs) - sum(chairs)) for pk, chairs in persons.items()}
