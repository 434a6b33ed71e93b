"""Asking for access: the organisation's registry, a signatory or a registrar opens the door."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.accounts import emails, tokens
from sky_portal.accounts.enums import APPLICANT_ROLES, PROVIDER_KINDS, AccessDecider, AccessRequestState
from sky_portal.accounts.models import AccessRequest, Organisation, User
from sky_portal.accounts.rules import is_registrar, signs_for_organisation
from sky_portal.accounts.services.membership import check_role, grant_membership
from sky_portal.accounts.workflows import ACCESS_REQUEST
from sky_portal.audit.services import record

# A person asks for a few organisations at most; an organisation's registry is not flooded.
OPEN_A_PERSON = 3
ASKED_A_DAY = 5
MAILED_A_DAY = 20


@dataclass(frozen=True)
class LinkHolder:
    """Whoever opened the link sent to the registry's address: no user, but its clerk."""

    token: str
    is_authenticated: bool = False
    pk: None = None

    @property
    def link_hash(self) -> str:
        """What the database keeps of the link's token."""
        return tokens.digest(self.token)


def ask_access(
    organisation: Organisation, *, role: str, message: str = "", continue_to: str = "", actor: User
) -> AccessRequest:
    """Asks the organisation to let this person act for it; an open request is answered as it is.

    Raises ValidationError when the organisation is no education provider, on a role it cannot
    have, or when the person has asked too often.
    """
    if organisation.kind not in PROVIDER_KINDS or role not in APPLICANT_ROLES:
        raise ValidationError(_("Access can be asked only for an education provider."))
    check_role(organisation, role)
    token = tokens.fresh()
    with locks.act():
        organisation = locks.lock(Organisation, pk=organisation.pk)
        open_ones = AccessRequest.objects.filter(user=actor, state=AccessRequestState.OPEN)
        if earlier := open_ones.filter(organisation=organisation).first():
            return earlier
        _check_pace(actor, open_ones.count())
        request = AccessRequest.objects.create(
            user=actor,
            organisation=organisation,
            role=role,
            message=message,
            continue_to=continue_to,
            token_hash=tokens.digest(token),
            expires_at=tokens.expiry(tokens.REGISTRY_LINK_LIFE),
        )
        _tell(request, actor)
        if _asked_today(organisation=organisation) <= MAILED_A_DAY:
            emails.access_asked(request, token)
    return request


def _check_pace(actor: User, open_ones: int) -> None:
    if open_ones >= OPEN_A_PERSON or _asked_today(user=actor) >= ASKED_A_DAY:
        raise ValidationError(
            _("You have several requests under way. Wait for the answers, or withdraw one of them.")
        )


def _asked_today(**whose: Any) -> int:
    return AccessRequest.objects.filter(asked_at__gt=clock.now() - timedelta(days=1), **whose).count()


def _tell(request: AccessRequest, actor: User) -> None:
    record(
        request.case,
        verb="ask_access",
        thing=request,
        actor=actor,
        at=clock.act(),
        target=AccessRequestState.OPEN,
        facts={"user": request.user_id, "role": request.role},
        payload={"message": request.message} if request.message else None,
    )


def grant_access(request: AccessRequest, *, role: str, actor: Any, clerk: str = "") -> AccessRequest:
    """Opens the door in a role; `clerk` is the name of the registry's person behind a link.

    Raises StepRefused when it was answered before, StepForbidden when the actor may not.
    """
    with locks.act():
        locks.lock(Organisation, pk=request.organisation_id)
        with ACCESS_REQUEST.step("grant_access", request, actor=actor, **_signature(clerk)) as row:
            _answer(row, actor)
            row.granted_role = role
            grant_membership(row.organisation, user=row.user, role=role, actor=actor)
            row.act.facts.update(role=role, via=row.decided_via)
            emails.access_answered(row, granted=True)
    return row


def refuse_access(request: AccessRequest, *, actor: Any, clerk: str = "") -> AccessRequest:
    """Keeps the door shut; raises as `grant_access` does."""
    with ACCESS_REQUEST.step("refuse_access", request, actor=actor, **_signature(clerk)) as row:
        _answer(row, actor)
        row.act.facts.update(via=row.decided_via)
        emails.access_answered(row, granted=False)
    return row


def withdraw_request(request: AccessRequest, *, actor: User) -> None:
    """Takes one's own request back."""
    with ACCESS_REQUEST.step("withdraw_request", request, actor=actor):
        pass


def _signature(clerk: str) -> dict[str, Any]:
    return {"clerk": clerk} if clerk else {}


def _answer(row: Any, actor: Any) -> None:
    row.decided_at = row.act.at
    row.decided_by = actor if actor.pk else None
    row.decided_via = _decider(row, actor)


def _decider(row: AccessRequest, actor: Any) -> AccessDecider:
    if isinstance(actor, LinkHolder):
        return AccessDecider.REGISTRY
    if signs_for_organisation.test(actor, row):
        return AccessDecider.SIGNATORY
    assert is_registrar.test(actor, row)
    return AccessDecider.REGISTRAR


def by_token(token: str) -> AccessRequest | None:
    """The request that a registry's link belongs to, whatever its state."""
    found = AccessRequest.objects.filter(token_hash=tokens.digest(token))
    return found.select_related("organisation", "user").first()
