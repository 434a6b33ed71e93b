"""A link sent to an organisation's registry: whoever holds it names who signs for the organisation."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.accounts import emails, tokens
from sky_portal.accounts.enums import InvitationState, Role
from sky_portal.accounts.models import Invitation, Organisation, RegistryLink, User
from sky_portal.accounts.services.invitation import new_offer, withdraw
from sky_portal.audit.services import record

# A registry names a signatory, mistypes the address, names a substitute: more is nobody's work.
INVITED_A_DAY = 3


class SomebodySigns(Exception):
    """The organisation has a signatory by now: they invite the others, the link's work is done."""


def make_link(organisation: Organisation, *, continue_to: str = "") -> tuple[RegistryLink, str]:
    """A link for the organisation's registry, and its token; `continue_to` is the page that waits.

    Earlier links go on working until they expire: the mail they came in may be the one at hand.
    """
    token = tokens.fresh()
    link = RegistryLink.objects.create(
        organisation=organisation,
        token_hash=tokens.digest(token),
        continue_to=continue_to,
        made_at=clock.act(),
        expires_at=tokens.expiry(tokens.REGISTRY_LINK_LIFE),
    )
    return link, token


def by_token(token: str) -> RegistryLink | None:
    """The link that a token belongs to, while it works."""
    found = RegistryLink.objects.filter(token_hash=tokens.digest(token), expires_at__gt=datetime.now(UTC))
    return found.select_related("organisation").first()


def has_expired(token: str) -> bool:
    """Whether the token is one of a link that works no more."""
    return RegistryLink.objects.filter(
        token_hash=tokens.digest(token), expires_at__lte=datetime.now(UTC)
    ).exists()


def has_signatory(organisation: Organisation) -> bool:
    """Whether somebody who can sign in signs for the organisation today."""
    return User.objects.holding(Role.SIGNATORY, organisation=organisation.pk).exists()


def invite_signatory(link: RegistryLink, *, email: str, clerk: str) -> Invitation:
    """Sends the named person an ordinary invitation in the registry's name; `clerk` is who named them.

    An open invitation to the same address is replaced. Raises SomebodySigns, PermissionDenied
    when the link has expired, ValidationError on the address or after too many in a day.
    """
    with locks.act():
        organisation = locks.lock(Organisation, pk=link.organisation_id)
        if link.expires_at <= datetime.now(UTC):
            raise PermissionDenied
        if has_signatory(organisation):
            raise SomebodySigns
        _check_pace(link)
        offer, token = new_offer(organisation, email=email, role=Role.SIGNATORY, continue_to=link.continue_to)
        offer.registry_link = link
        for earlier in Invitation.objects.filter(
            organisation=organisation, email=offer.email, role=offer.role, state=InvitationState.SENT
        ):
            withdraw(earlier, actor=None)
        offer.full_clean()
        offer.save()
        _tell(offer, clerk)
        emails.invitation(offer, token)
    return offer


def _check_pace(link: RegistryLink) -> None:
    # A day of the links of one registry together: a second mail gives no second allowance.
    since = clock.now() - timedelta(days=1)
    sent = Invitation.objects.filter(
        registry_link__organisation_id=link.organisation_id, sent_at__gt=since
    ).count()
    if sent >= INVITED_A_DAY:
        raise ValidationError(
            _("Several invitations have been sent for your organisation today. Try again tomorrow.")
        )


def _tell(offer: Invitation, clerk: str) -> None:
    assert offer.registry_link is not None
    record(
        offer.case,
        verb="invite",
        thing=offer,
        actor=None,
        at=clock.act(),
        target=InvitationState.SENT,
        facts={
            "role": offer.role,
            "starts_on": offer.starts_on.isoformat(),
            "ends_on": None,
            "registry_link": offer.registry_link.pk,
        },
        payload={"email": offer.email, "clerk": clerk},
    )
