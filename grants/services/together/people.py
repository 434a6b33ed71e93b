"""Whom a part can be given to: people of the applicant, and of members whose part is certain."""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from grants.models import Application
from pilots.enums import COUNTING
from pilots.models import Member
from sky_portal.accounts.enums import APPLICANT_ROLES
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.alphabet import in_order, name_language


@dataclass(frozen=True)
class Person:
    """Somebody who takes part in the writing, and for whom."""

    user: User
    organisation: Organisation

    def __str__(self) -> str:
        return f"{self.user} ({self.organisation})"


def memberships(application: Application) -> QuerySet[Membership]:
    """Through which memberships people take part today."""
    members = Member.objects.filter(pilot_id=application.pilot_id, state__in=COUNTING)
    partners = members.order_by().values("organisation_id")
    return Membership.objects.current().filter(
        Q(organisation_id=application.applicant_id) | Q(organisation_id__in=partners),
        role__in=APPLICANT_ROLES,
        user__is_active=True,
    )


def taking_part(application: Application) -> list[Person]:
    """Everybody once: the applicant's people first, then by the names of organisation and person."""
    own = Case(When(organisation_id=application.applicant_id, then=Value(0)), default=Value(1))
    found = (
        memberships(application)
        .select_related("user", "organisation")
        .order_by(own, in_order(f"organisation__name_{name_language()}"), in_order("user__name"), "pk")
    )
    people: dict[int, Person] = {}
    for one in found:
        people.setdefault(one.user_id, Person(one.user, one.organisation))
    return list(people.values())
