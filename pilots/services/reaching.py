"""Who is written to for an organisation: its signatories, else its registry by a link of its own."""

from typing import Any

from pilots import emails
from pilots.models import Member
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.accounts.services import registry_link
from sky_portal.messaging.models import Message


def ask(member: Member, *, asked_by: Any, again: bool = False) -> list[Message]:
    """Asks the member to answer; nobody hears of it where nobody signs and no registry is known.

    One message for each time of asking: who is asked again after a no hears of it again.
    """
    organisation = member.organisation
    if signatories := list(signatories_of(organisation)):
        return emails.invited(member, signatories, asked_by=asked_by, again=again)
    if not organisation.registry_email:
        return []
    path = emails.answer_path(member, organisation.language)
    _link, token = registry_link.make_link(organisation, continue_to=path)
    return emails.registry_asked(member, token, asked_by=asked_by, again=again)


def signatories_of(organisation: Organisation) -> Any:
    """Whoever may sign for it today, by name."""
    return User.objects.holding(Role.SIGNATORY, organisation=organisation.pk)


def is_reached(organisation: Organisation) -> bool:
    """Whether anybody can be written to."""
    return bool(organisation.registry_email) or signatories_of(organisation).exists()


def signed_for(organisations: list[int]) -> set[int]:
    """Those of the organisations (ids) for which somebody signs today: one query for all."""
    held = Membership.objects.current().filter(
        organisation_id__in=organisations, role=Role.SIGNATORY, user__is_active=True
    )
    return set(held.order_by().values_list("organisation_id", flat=True))
