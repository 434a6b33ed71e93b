"""The same organisation in two pilots of one programme: shown to all concerned, never barred."""

from typing import Any, NamedTuple

from pilots.enums import PRESENT
from pilots.models import Member, Pilot
from pilots.rules import is_out
from sky_portal.accounts.models import Organisation


class Overlap(NamedTuple):
    """An organisation of this pilot, and the other pilot in which it is present as well."""

    organisation: Organisation
    other: Pilot
    state: str


def overlaps(pilot: Pilot, organisation: Organisation | None = None) -> list[Overlap]:
    """Where this pilot's members are present elsewhere in the programme, in one query.

    `organisation` asks about one of them. Who declined, left or was removed is in no pilot, and what
    was withdrawn or given up competes with nobody.
    """
    own = pilot.members.filter(state__in=PRESENT).order_by()
    if organisation is not None:
        own = own.filter(organisation=organisation)
    elsewhere: Any = (
        Member.objects.filter(
            pilot__programme=pilot.programme_id,
            state__in=PRESENT,
            organisation__in=own.values("organisation"),
        )
        .exclude(pilot=pilot)
        .exclude(pilot__in=Pilot.objects.filter(is_out.q(None)).order_by())
        .select_related("organisation", "pilot__coordinator")
        .order_by("organisation__name_fi", "organisation_id", "pilot__name", "pk")
    )
    return [Overlap(member.organisation, member.pilot, member.state) for member in elsewhere]
