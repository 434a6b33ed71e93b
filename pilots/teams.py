"""The teams that a pilot's organisations have named: what the rule `team` asks."""

from typing import Any

from pilots.eligibility import Team


def teams_of(pilot: Any) -> dict[int, Team]:
    """The numbers of chairs and others by organisation id."""
    persons: dict[int, list[bool]] = {}
    for organisation, is_chair in pilot.team.order_by().values_list("organisation_id", "is_chair"):
        persons.setdefault(organisation, []).append(is_chair)
    return {pk: Team(sum(chairs), len(chairs) - sum(chairs)) for pk, chairs in persons.items()}
