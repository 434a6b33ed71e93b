"""Giving a part of the application to a named person, and taking it back."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants import together_emails as emails
from grants.enums import SupplementState
from grants.models import Application, PartAssignment, SupplementPart
from grants.rules import WRITABLE_STATES, divides
from grants.services.together.people import memberships
from grants.services.together.places import check_part, locked
from sky_portal import clock, locks
from sky_portal.accounts.models import User
from sky_portal.alphabet import name_language
from sky_portal.audit import services as audit


class NotTakingPart(Exception):
    """The person acts neither for the applicant nor for a confirmed member; `message` says so."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Given:
    """A part in somebody's care; `organisation` is empty for who does not take part any more."""

    part: str
    person: User
    organisation: str

    @property
    def takes_part(self) -> bool:
        """Whether the person can write the part today."""
        return bool(self.organisation)

    def __str__(self) -> str:
        return f"{self.person} ({self.organisation})" if self.organisation else str(self.person)


def give(application: Application, *, part: str, person: User, actor: Any) -> PartAssignment:
    """Puts a part into the person's care and writes to them; what they have already stays as it is.

    Raises PermissionDenied for who does not write for the applicant, NoSuchPart, NotTakingPart.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locked(application, divides(part), actor)
        check_part(application, part)
        if not memberships(application).filter(user_id=person.pk).exists():
            raise NotTakingPart(
                _("A part can be given to people of the applicant and of municipalities that take part.")
            )
        assignment, made = PartAssignment.objects.get_or_create(
            application=application,
            part=part,
            person=person,
            defaults={"assigned_by": actor, "assigned_at": at},
        )
        if made:
            _record(application, "give_part", part, person, actor)
            if person.pk != actor.pk:
                emails.part_given(assignment, given_by=actor)
    return assignment


def take_back(application: Application, *, part: str, person: User, actor: Any) -> bool:
    """Takes the part out of the person's care; False when it was not in it. Raises PermissionDenied."""
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locked(application, divides(part), actor)
        count, _rows = application.assignments.filter(part=part, person=person).delete()
        if count:
            _record(application, "take_back_part", part, person, actor)
    return bool(count)


def given(application: Application) -> dict[str, list[Given]]:
    """Who takes care of what, by part, those who were given it first on top: one query."""
    through = memberships(application).filter(user_id=OuterRef("person_id")).order_by("pk")
    name = f"organisation__name_{name_language()}"
    found = application.assignments.select_related("person").annotate(
        through=Subquery(through.values(name)[:1])
    )
    parts: dict[str, list[Given]] = {}
    for one in found.order_by("part", "assigned_at", "pk"):
        parts.setdefault(one.part, []).append(Given(one.part, one.person, one.through or ""))
    return parts


def given_to(user: Any) -> QuerySet[PartAssignment]:
    """What the person takes care of and can write today, what closes first on top."""
    opened = SupplementPart.objects.filter(
        part=OuterRef("part"),
        request__application=OuterRef("application"),
        request__state=SupplementState.OPEN,
    )
    return (
        PartAssignment.objects.visible_to(user)
        .filter(Q(application__state__in=WRITABLE_STATES) | Exists(opened), person=user)
        .order_by("application__call__closes_at", "application_id", "assigned_at", "pk")
    )


def _record(application: Application, verb: str, part: str, person: User, actor: Any) -> None:
    facts = {"part": part, "person": person.pk}
    audit.record(application.case, verb=verb, thing=application, actor=actor, at=clock.now(), facts=facts)
