"""The consortium begins: a pilot with its coordinator; inviting and answering stand beside this."""

from typing import Any

from django.core.exceptions import PermissionDenied

from pilots.enums import MemberState
from pilots.models import Member, Pilot, Programme
from pilots.rules import WRITERS
from pilots.services.changing import check_provider, keep_version
from sky_portal import clock, locks
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.cases.services import open_case
from sky_portal.names import plain_line


def start_pilot(programme: Programme, *, name: str, coordinator: Organisation, actor: Any) -> Pilot:
    """A pilot with its coordinator as the first member.

    The coordinator's part is not confirmed apart from the rest: its signatory does that by
    sending the application, and until then it counts because it leads. Raises PermissionDenied
    for those who write for no such provider, ValidationError on the name or the organisation.
    """
    if coordinator.pk not in actor.organisations_as(*WRITERS):
        raise PermissionDenied
    check_provider(coordinator)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        case = open_case("pilot", language=coordinator.language)
        pilot = Pilot(
            case=case, programme=programme, name=plain_line(name), coordinator=coordinator, started_at=at
        )
        pilot.full_clean()
        pilot.save()
        Member.objects.create(pilot=pilot, organisation=coordinator, state=MemberState.LEADING, invited_at=at)
        keep_version(pilot, at)
        facts = {"coordinator": coordinator.pk, "programme": programme.key}
        audit.record(case, verb="start_pilot", thing=pilot, actor=actor, at=at, facts=facts)
    return pilot
