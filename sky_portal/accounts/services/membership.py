"""Giving, ending and removing roles; every one of them is told in the organisation's case."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.accounts.enums import GRANTABLE_ROLES, KEEPER_ROLES, MembershipSource, Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.accounts.rules import manages_people
from sky_portal.audit.services import record


def check_role(organisation: Organisation, role: str) -> None:
    """Refuses a role that this kind of organisation does not have."""
    if role not in GRANTABLE_ROLES[organisation.kind]:
        raise ValidationError({"role": _("This organisation has no such role.")})


def grant_membership(
    organisation: Organisation,
    *,
    user: User,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    source: str = MembershipSource.GRANTED,
    actor: Any,
) -> Membership:
    """Gives a person a role from a day to a day; without an end when `ends_on` is None.

    A standing membership in the same role is made longer instead of doubled. Whoever calls has
    judged whether the actor may. Raises ValidationError on a role the organisation cannot have.
    """
    check_role(organisation, role)
    starts_on = starts_on or clock.today()
    with locks.act():
        organisation = locks.lock(Organisation, pk=organisation.pk)
        membership = _standing(organisation, user, role, starts_on, ends_on) or Membership(
            organisation=organisation, user=user, role=role, starts_on=starts_on, ends_on=ends_on
        )
        verb = "extend_membership" if membership.pk else "grant_membership"
        _stretch(membership, starts_on, ends_on)
        membership.source = source
        membership.granted_by = actor if getattr(actor, "pk", None) else None
        membership.full_clean()
        membership.save()
        _tell(membership, verb, actor)
    user.forget_memberships()
    return membership


def _standing(
    organisation: Organisation, user: User, role: str, starts_on: date, ends_on: date | None
) -> Membership | None:
    """A membership that touches the wanted days: a gap between two stays a gap."""
    found = Membership.objects.standing().filter(organisation=organisation, user=user, role=role)
    if ends_on is not None:
        found = found.filter(starts_on__lte=ends_on + timedelta(days=1))
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on - timedelta(days=1)))
    return found.order_by("starts_on").first()


def _stretch(membership: Membership, starts_on: date, ends_on: date | None) -> None:
    membership.starts_on = min(membership.starts_on, starts_on)
    if membership.ends_on is not None:
        membership.ends_on = None if ends_on is None else max(membership.ends_on, ends_on)


def remove_membership(membership: Membership, *, actor: User) -> Membership:
    """Takes a role away at once. One's own may be given up too.

    Raises PermissionDenied, and ValidationError when nobody would be left who can open the
    organisation's door (docs/decisions/0003).
    """
    with locks.act():
        membership = _lock(membership, actor)
        if membership.removed_at is None:
            _check_keeper_stays(membership)
            membership.removed_at, membership.removed_by = clock.act(), actor
            membership.save()
            _tell(membership, "remove_membership", actor)
    membership.user.forget_memberships()
    return membership


def end_membership(membership: Membership, *, on: date, actor: User) -> Membership:
    """Sets the last day of a role; raises as `remove_membership` does, and on a day gone by."""
    with locks.act():
        membership = _lock(membership, actor)
        if on < max(clock.today(), membership.starts_on):
            raise ValidationError({"ends_on": _("The last day cannot be in the past or before the first.")})
        _check_keeper_stays(membership)
        membership.ends_on = on
        membership.save()
        _tell(membership, "end_membership", actor)
    membership.user.forget_memberships()
    return membership


def _lock(membership: Membership, actor: User) -> Membership:
    """Locks the organisation first: two removals at once cannot take the last two signatories."""
    locks.lock(Organisation, pk=membership.organisation_id)
    membership = locks.lock(Membership, pk=membership.pk)
    # What the request had read before the wait for the lock may hold no more.
    actor.forget_memberships()
    if membership.user_id != actor.pk and not manages_people.test(actor, membership):
        raise PermissionDenied
    return membership


def _check_keeper_stays(membership: Membership) -> None:
    keeper = KEEPER_ROLES.get(membership.organisation.kind)
    if membership.role != keeper or membership.ends_on is not None:
        return
    others = Membership.objects.standing().filter(
        organisation=membership.organisation_id, role=keeper, ends_on=None, starts_on__lte=clock.today()
    )
    # Who can no longer sign in opens no door.
    others = others.filter(user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise ValidationError(
            _("This is the last %(role)s without an end date. Name another one first.")
            % {"role": str(Role(keeper).label).lower()}
        )


def _tell(membership: Membership, verb: str, actor: Any) -> None:
    facts = {
        "user": membership.user_id,
        "role": membership.role,
        "starts_on": membership.starts_on.isoformat(),
        "ends_on": membership.ends_on.isoformat() if membership.ends_on else None,
        "source": membership.source,
    }
    record(membership.case, verb=verb, thing=membership, actor=actor, at=clock.act(), facts=facts)


def set_mandate(organisation: Organisation, *, user: User, role: str, ends_on: date) -> Membership:
    """A membership that follows a mandate: its end is the mandate's, earlier or later than before.

    What was granted in the portal in the same role stays as it is. The organisation is locked.
    """
    standing = Membership.objects.current().filter(organisation=organisation, user=user, role=role)
    membership = standing.order_by("-source", "pk").first()
    if membership is None:
        source = MembershipSource.MANDATE
        return grant_membership(
            organisation, user=user, role=role, ends_on=ends_on, source=source, actor=user
        )
    if membership.source == MembershipSource.MANDATE and membership.ends_on != ends_on:
        membership.ends_on = ends_on
        membership.save()
        _tell(membership, "extend_membership", user)
    return membership


def drop_mandate(membership: Membership) -> None:
    """Removes a membership whose mandate is no more, the last signatory's too: law, not the portal,
    says who may act. The organisation is locked."""
    membership.removed_at, membership.removed_by = clock.act(), membership.user
    membership.save()
    _tell(membership, "remove_membership", membership.user)
