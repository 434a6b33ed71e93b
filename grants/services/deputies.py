"""Substitutes: who stands in for an official, from which day to which."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from grants.models import Deputy
from sky_portal import clock, locks
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.accounts.rules import is_call_administrator
from sky_portal.audit import services as audit

# Whose work somebody else can do in their place.
ROLES = (Role.PRESENTING_OFFICER,)


def offices_of(user: Any) -> set[int]:
    """The authorities in which this person arranges substitutes: for all, or only for themselves."""
    return user.organisations_as(*ROLES, Role.CALL_ADMINISTRATOR)


def represented_by(user: Any) -> QuerySet[User]:
    """For whom this person may arrange a substitute: a call administrator for all, others for themselves."""
    found = _officials(user.organisations_as(Role.CALL_ADMINISTRATOR))
    own = User.objects.filter(pk=user.pk) if user.has_role(*ROLES) else User.objects.none()
    return (found | own).order_by("name", "pk").distinct()


def candidates(user: Any) -> QuerySet[User]:
    """Who can stand in: who holds the same role in the same authority."""
    return _officials(offices_of(user)).order_by("name", "pk")


def deputies_of(user: Any) -> QuerySet[Deputy]:
    """All substitutions in this person's authorities, the latest first, those removed included."""
    people = _officials(offices_of(user), ever=True)
    found = Deputy.objects.filter(person__in=people.values("pk"))
    return found.select_related("person", "deputy", "made_by").order_by("-starts_on", "-pk")


def add(*, person: User, deputy: User, starts_on: date, ends_on: date, actor: Any) -> Deputy:
    """Lets somebody stand in for an official; both days are included. Made twice, it is there once.

    Raises PermissionDenied for who arranges it for somebody else without being the authority's call
    administrator; ValidationError for days in the wrong order or gone by, and for a deputy without
    the role in the same authority.
    """
    if not represented_by(actor).filter(pk=person.pk).exists():
        raise PermissionDenied
    office = _common_office(person, deputy)
    if ends_on < clock.today():
        raise ValidationError({"ends_on": _("The last day has gone by.")})
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locks.lock(Organisation, pk=office.pk)
        days: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
        if same := Deputy.objects.filter(person=person, deputy=deputy, removed_at=None, **days).first():
            return same
        made = Deputy(person=person, deputy=deputy, made_by=actor, made_at=at, **days)
        made.full_clean()
        made.save()
        facts: dict[str, Any] = {"person": person.pk, "deputy": deputy.pk}
        facts |= {"from": starts_on.isoformat(), "until": ends_on.isoformat()}
        audit.record(office.case, verb="add_deputy", thing=made, actor=actor, at=at, facts=facts)
    return made


def end(deputy: Deputy, *, actor: Any) -> Deputy:
    """Ends a substitution at once; ended again nothing changes. Raises PermissionDenied as `add`."""
    if not represented_by(actor).filter(pk=deputy.person_id).exists():
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        office = _common_office(deputy.person, None)
        locks.lock(Organisation, pk=office.pk)
        deputy.refresh_from_db()
        if deputy.removed_at is None:
            deputy.removed_at = at
            deputy.save(update_fields=["removed_at"])
            facts = {"person": deputy.person_id, "deputy": deputy.deputy_id}
            audit.record(office.case, verb="end_deputy", thing=deputy, actor=actor, at=at, facts=facts)
    return deputy


def arranges_for_all(user: Any) -> bool:
    """Whether the person arranges substitutes for others than themselves."""
    return is_call_administrator.test(user, None)


def _officials(offices: set[int], *, ever: bool = False) -> QuerySet[User]:
    held = Membership.objects.all() if ever else Membership.objects.current()
    held = held.filter(organisation_id__in=offices, role__in=ROLES).order_by()
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def _common_office(person: User, deputy: User | None) -> Organisation:
    held = Membership.objects.filter(role__in=ROLES, removed_at=None)
    offices = held.filter(user=person).order_by("organisation_id").values_list("organisation_id", flat=True)
    if deputy is not None:
        offices = offices.filter(
            organisation_id__in=held.current().filter(user=deputy).order_by().values("organisation_id")
        )
    found = Organisation.objects.filter(pk__in=list(offices)).order_by("pk").first()
    if found is None:
        raise ValidationError({"deputy": _("A deputy holds the same role in the same authority.")})
    return found
