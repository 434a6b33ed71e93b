"""The place for a register of mandates (such as Suomi.fi valtuudet) behind the sign-in by OIDC.

An adapter named by SKY_MANDATE_ADAPTER says which organisations the person may act for; at every
sign-in its mandates become memberships with an end, and those it no longer names are removed.
What was granted in the portal itself is left alone.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from sky_portal import clock, locks
from sky_portal.accounts.enums import APPLICANT_ROLES, PROVIDER_KINDS, MembershipSource, Role
from sky_portal.accounts.models import Membership, Organisation, User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mandate:
    """A right to act for an organisation in a role, until a day (included)."""

    business_id: str
    role: Role
    valid_until: date


class MandateAdapter(Protocol):
    """Asks a register of mandates on behalf of the person who has just signed in."""

    def mandates(self, sociallogin: Any) -> Sequence[Mandate]:
        """The person's mandates today; raises when the register does not answer."""
        ...


def adapter() -> MandateAdapter | None:
    """The configured adapter, or None."""
    return import_string(settings.MANDATE_ADAPTER)() if settings.MANDATE_ADAPTER else None


def take_mandates(user: User, *, sociallogin: Any) -> list[Membership]:
    """Makes memberships of the person's mandates. A register that is silent changes nothing."""
    register = adapter()
    if register is None:
        return []
    try:
        mandates = register.mandates(sociallogin)
    except Exception:
        # Signing in must not hang on another system: what was known yesterday has its end date.
        logger.exception("the mandate register did not answer")
        return []
    return apply_mandates(user, mandates=mandates)


def apply_mandates(user: User, *, mandates: Sequence[Mandate]) -> list[Membership]:
    """Brings the memberships that come from mandates in line with them, each change audited."""
    with locks.act():
        organisations = _lock_organisations(user, mandates)
        taken = [_take(user, mandate, organisations) for mandate in sorted(mandates, key=_order)]
        kept = [membership for membership in taken if membership]
        _drop_others(user, {membership.pk for membership in kept})
    user.forget_memberships()
    return kept


def _order(mandate: Mandate) -> tuple[str, str, date]:
    return mandate.business_id, mandate.role, mandate.valid_until


def _lock_organisations(user: User, mandates: Sequence[Mandate]) -> dict[str, Organisation]:
    """All organisations concerned, locked in one order before any of their memberships."""
    named = {mandate.business_id for mandate in mandates}
    concerned = Organisation.objects.filter(business_id__in=named) | Organisation.objects.filter(
        pk__in=_from_mandates(user).values("organisation")
    )
    ids = sorted(set(concerned.values_list("pk", flat=True)))
    locked = [locks.lock(Organisation, pk=pk) for pk in ids]
    return {organisation.business_id: organisation for organisation in locked if organisation.business_id}


def _from_mandates(user: User) -> Any:
    return Membership.objects.standing().filter(user=user, source=MembershipSource.MANDATE)


def _take(user: User, mandate: Mandate, organisations: dict[str, Organisation]) -> Membership | None:
    from sky_portal.accounts.services.membership import set_mandate

    organisation = organisations.get(mandate.business_id)
    if organisation is None or organisation.kind not in PROVIDER_KINDS or mandate.role not in APPLICANT_ROLES:
        logger.warning("a mandate for an unknown organisation or role was left aside")
        return None
    if mandate.valid_until < clock.today():
        return None
    try:
        return set_mandate(organisation, user=user, role=mandate.role, ends_on=mandate.valid_until)
    except ValidationError:
        logger.exception("a mandate could not be taken")
        return None


def _drop_others(user: User, kept: set[int]) -> None:
    from sky_portal.accounts.services.membership import drop_mandate

    for membership in _from_mandates(user).exclude(pk__in=kept).order_by("organisation_id", "pk"):
        drop_mandate(membership)
