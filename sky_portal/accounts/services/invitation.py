"""Inviting a person to a role, by a link that works once and only for the invited address."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.accounts import emails, tokens
from sky_portal.accounts.enums import InvitationState
from sky_portal.accounts.models import Invitation, Membership, Organisation, User
from sky_portal.accounts.rules import manages_organisation, verified_addresses
from sky_portal.accounts.services.membership import check_role, grant_membership
from sky_portal.accounts.workflows import INVITATION
from sky_portal.audit.services import record


def invite(
    organisation: Organisation,
    *,
    email: str,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    actor: User,
) -> Invitation:
    """Offers a role to whoever reads the address; an earlier open offer of it is withdrawn.

    Raises PermissionDenied, and ValidationError on a role the organisation cannot have, on
    dates that make no sense, or when the address is the actor's own: nobody promotes themself.
    """
    if not manages_organisation.test(actor, organisation):
        raise PermissionDenied
    offer, token = new_offer(organisation, email=email, role=role, starts_on=starts_on, ends_on=ends_on)
    offer.invited_by = actor
    _check(offer, actor)
    with locks.act():
        locks.lock(Organisation, pk=organisation.pk)
        _withdraw_earlier(offer, actor)
        offer.full_clean()
        offer.save()
        _tell(offer)
        emails.invitation(offer, token)
    return offer


def new_offer(
    organisation: Organisation,
    *,
    email: str,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    continue_to: str = "",
) -> tuple[Invitation, str]:
    """An offer that is not saved yet and in nobody's name, and the token of its link."""
    token = tokens.fresh()
    offer = Invitation(
        organisation=organisation,
        email=email.strip().lower(),
        role=role,
        starts_on=starts_on or clock.today(),
        ends_on=ends_on,
        language=organisation.language,
        token_hash=tokens.digest(token),
        continue_to=continue_to,
        sent_at=clock.act(),
        expires_at=tokens.expiry(tokens.INVITATION_LIFE),
    )
    return offer, token


def _check(offer: Invitation, actor: User) -> None:
    check_role(offer.organisation, offer.role)
    if offer.email in verified_addresses(actor) | {actor.email}:
        raise ValidationError({"email": _("You cannot invite yourself.")})
    if offer.ends_on is not None and offer.ends_on < max(offer.starts_on, clock.today()):
        raise ValidationError({"ends_on": _("The last day cannot be in the past or before the first.")})


def _withdraw_earlier(offer: Invitation, actor: User) -> None:
    open_ones = Invitation.objects.filter(
        organisation=offer.organisation, email=offer.email, role=offer.role, state=InvitationState.SENT
    )
    # One at most, by the constraint.
    for earlier in open_ones:
        withdraw(earlier, actor=actor)


def _tell(offer: Invitation) -> None:
    record(
        offer.case,
        verb="invite",
        thing=offer,
        actor=offer.invited_by,
        at=clock.act(),
        target=InvitationState.SENT,
        facts={
            "role": offer.role,
            "starts_on": offer.starts_on.isoformat(),
            "ends_on": offer.ends_on.isoformat() if offer.ends_on else None,
        },
        payload={"email": offer.email},
    )


def accept(invitation: Invitation, *, actor: User) -> Membership:
    """Takes the role up. Raises StepRefused when the link has been used or withdrawn,
    StepForbidden when it has expired or was sent to another address."""
    with locks.act():
        locks.lock(Organisation, pk=invitation.organisation_id)
        with INVITATION.step("accept", invitation, actor=actor) as row:
            row.accepted_by, row.accepted_at = actor, row.act.at
            membership = grant_membership(
                row.organisation,
                user=actor,
                role=row.role,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                actor=row.invited_by,
            )
            row.act.facts["membership"] = membership.pk
            if row.registry_link_id:
                # Nobody with an account gave the role: the registry's link did.
                row.act.facts["registry_link"] = row.registry_link_id
    return membership


def withdraw(invitation: Invitation, *, actor: User | None) -> None:
    """Takes the offer back, the portal itself (None) one that a newer replaces; raises as every step does."""
    with INVITATION.step("withdraw_invitation", invitation, actor=actor):
        pass


def by_token(token: str) -> Invitation | None:
    """The invitation that a link belongs to, whatever its state."""
    found = Invitation.objects.filter(token_hash=tokens.digest(token))
    return found.select_related("organisation", "invited_by").first()
