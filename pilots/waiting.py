"""What an invitation to a pilot says to a registry that is asked who signs."""

from typing import Any

from django.utils.translation import gettext as _

from pilots.enums import MemberState
from pilots.links import occasion_of
from pilots.models import Member
from sky_portal.accounts.waiting import Waiting
from sky_portal.texts import pick
from sky_portal.ui.formats import moment


def invitation_of(arguments: dict[str, Any]) -> Waiting | None:
    """The pilot, who asks, the call and its closing; nothing once the invitation waits no more."""
    member = (
        Member.objects.filter(pk=arguments["pk"], state__in=(MemberState.INVITED,))
        .select_related("organisation", "pilot__coordinator")
        .first()
    )
    if member is None:
        return None
    pilot, occasion = member.pilot, occasion_of(member.pilot)
    text = _("%(coordinator)s invites %(invited)s to take part in the pilot %(pilot)s.") % {
        "coordinator": pilot.coordinator.name,
        "invited": member.organisation.name,
        "pilot": pilot.name,
    }
    facts: list[tuple[Any, Any]] = []
    if occasion:
        facts.append((_("Call"), pick(occasion.name).text))
        if occasion.closes_at:
            facts.append((_("Closes"), moment(occasion.closes_at)))
    return Waiting(text, facts)
