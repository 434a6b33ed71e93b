"""The team that a call asks for: the coordinator's people name its chair and members."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from pilots.models import Pilot, TeamPerson
from pilots.rules import leads_pilot
from pilots.teams import asks_for_team
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.names import plain_line

# Far above what any rule asks for; a form sent over and over fills no page.
MOST = 30


def add_person(
    pilot: Pilot, *, name: str, profession: str, email: str = "", is_chair: bool = False, actor: Any
) -> TeamPerson:
    """Names a person for the coordinator's team, last in its order.

    A new chair takes the place of the one before, who stays as a member. Who was named last
    is not named again: a form that was sent twice names one. Raises PermissionDenied for
    others than the coordinator's people, ValidationError.
    """
    with _naming(pilot, actor) as (locked, at):
        last = _team(locked).last()
        typed = (plain_line(name), plain_line(profession), email.strip())
        if last and (last.name, last.profession, last.email) == typed:
            return last
        if _team(locked).count() >= MOST:
            raise ValidationError(_("A team has at most %(count)s persons.") % {"count": MOST})
        person = TeamPerson(
            pilot=locked, organisation_id=locked.coordinator_id, place=last.place + 1 if last else 1
        )
        _write(person, name, profession, email, is_chair)
        _tell("add_team_person", person, actor, at)
        return person


def edit_person(
    person: TeamPerson, *, name: str, profession: str, email: str = "", is_chair: bool = False, actor: Any
) -> TeamPerson:
    """Says something else of a person; raises as `add_person` does, TeamPerson.DoesNotExist."""
    with _naming(person.pilot, actor) as (pilot, at):
        person = _team(pilot).get(pk=person.pk)
        _write(person, name, profession, email, is_chair)
        _tell("edit_team_person", person, actor, at)
        return person


def delete_person(person: TeamPerson, *, actor: Any) -> None:
    """Takes a person off the team; once is enough. Raises PermissionDenied."""
    with _naming(person.pilot, actor) as (pilot, at):
        if found := _team(pilot).filter(pk=person.pk).first():
            _tell("delete_team_person", found, actor, at)
            found.delete()


def move_person(person: TeamPerson, *, up: bool, actor: Any) -> None:
    """Moves a person one place up or down; at the end nothing happens. Raises PermissionDenied."""
    with _naming(person.pilot, actor) as (pilot, at):
        order = list(_team(pilot))
        here = next((index for index, one in enumerate(order) if one.pk == person.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if here is None or there is None or not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        for place, one in enumerate(order, start=1):
            one.place = place
        TeamPerson.objects.bulk_update(order, ["place"])
        facts = {"person": person.pk, "place": there + 1}
        audit.record(pilot.case, verb="move_team_person", thing=person, actor=actor, at=at, facts=facts)


@contextmanager
def _naming(pilot: Pilot, actor: Any) -> Iterator[tuple[Pilot, datetime]]:
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        pilot = locks.lock(Pilot, pk=pilot.pk)
        if not leads_pilot.test(actor, pilot) or not asks_for_team(pilot.programme):
            raise PermissionDenied
        yield pilot, at


def _team(pilot: Pilot) -> Any:
    return pilot.team.filter(organisation=pilot.coordinator_id).order_by("place", "pk")


def _write(person: TeamPerson, name: str, profession: str, email: str, is_chair: bool) -> None:
    person.name, person.profession = plain_line(name), plain_line(profession)
    person.email, person.is_chair = email.strip(), is_chair
    person.full_clean(validate_constraints=False)
    if is_chair:
        _team(person.pilot).exclude(pk=person.pk).update(is_chair=False)
    person.save()


def _tell(verb: str, person: TeamPerson, actor: Any, at: datetime) -> None:
    audit.record(
        person.pilot.case,
        verb=verb,
        thing=person,
        actor=actor,
        at=at,
        facts={"is_chair": person.is_chair, "place": person.place},
        payload={"name": person.name, "profession": person.profession, "email": person.email},
    )
