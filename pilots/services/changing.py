"""One change of a pilot's membership: its lock, its version, and what the audit trail says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pilots.enums import PRESENT
from pilots.models import MembershipVersion, Pilot
from sky_portal import clock, locks
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation


@contextmanager
def changing(pilot: Pilot) -> Iterator[tuple[Pilot, datetime]]:
    """Locks the pilot, lets its version grow, and keeps who is in as the change ends."""
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        pilot = locks.lock(Pilot, pk=pilot.pk)
        pilot.membership_version += 1
        pilot.save(update_fields=["membership_version"])
        yield pilot, at
        keep_version(pilot, at)


def keep_version(pilot: Pilot, at: datetime) -> None:
    """Keeps who belongs to the pilot at this version of its membership."""
    members = pilot.members.filter(state__in=PRESENT).select_related("organisation")
    MembershipVersion.objects.create(
        pilot=pilot,
        number=pilot.membership_version,
        at=at,
        members=[
            {
                "organisation": member.organisation_id,
                "business_id": member.organisation.business_id,
                "name_fi": member.organisation.name_fi,
                "name_sv": member.organisation.name_sv,
                "state": member.state,
            }
            for member in members.order_by("organisation__business_id", "pk")
        ],
    )


def tell(member: Any) -> None:
    """What the audit trail says of a step that changes the membership."""
    member.act.facts = {
        "organisation": member.organisation_id,
        "membership_version": member.pilot.membership_version,
    }


def check_provider(organisation: Organisation) -> None:
    """Raises ValidationError for an organisation that provides no education."""
    if organisation.kind not in PROVIDER_KINDS:
        raise ValidationError(_("Only education providers can take part in a pilot."))
