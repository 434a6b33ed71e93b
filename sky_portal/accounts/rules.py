"""Rules about people: which roles they hold today, whose people they manage, whose door they open."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from sky_portal.accounts.enums import OFFICE_KINDS, OFFICIAL_ROLES, PROVIDER_KINDS, Role
from sky_portal.permissions import NOBODY, Rule, about_thing, about_user


def holds(*roles: Role) -> Rule:
    """Holds one of the roles somewhere."""
    return about_user(" or ".join(role.value for role in roles), lambda user: _holds(user, roles))


def _holds(user: object, roles: tuple[Role, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and user.has_role(*roles)  # type: ignore[attr-defined]


is_official = about_user("official", lambda user: _holds(user, OFFICIAL_ROLES))
reads_submissions = holds(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)
is_call_administrator = holds(Role.CALL_ADMINISTRATOR)
is_presenting_officer = holds(Role.PRESENTING_OFFICER)
is_registrar = holds(Role.REGISTRAR, Role.CALL_ADMINISTRATOR)
# On organisations: whose names and registry addresses the registrar keeps.
keeps_provider = is_registrar & about_thing(
    "an education provider",
    lambda: Q(kind__in=PROVIDER_KINDS),
    lambda organisation: organisation.kind in PROVIDER_KINDS,
)


def _signs_for(user: Any) -> set[int]:
    return user.organisations_as(Role.SIGNATORY) if user.is_authenticated else set()


signs_for_organisation = Rule(
    "signatory of the organisation",
    lambda user: Q(organisation_id__in=_signs_for(user)) if _signs_for(user) else NOBODY,
    lambda user, thing: thing.organisation_id in _signs_for(user),
)
_of_an_office = about_thing(
    "of an authority",
    lambda: Q(organisation__kind__in=OFFICE_KINDS),
    lambda thing: thing.organisation.kind in OFFICE_KINDS,
)
# On memberships, invitations and whatever else has an organisation.
manages_people = signs_for_organisation | (is_call_administrator & _of_an_office)

# The same on organisations themselves.
manages_organisation = Rule(
    "manages the organisation's people",
    lambda user: (
        (Q(pk__in=_signs_for(user)) if _signs_for(user) else NOBODY)
        | (Q(kind__in=OFFICE_KINDS) if _holds(user, (Role.CALL_ADMINISTRATOR,)) else NOBODY)
    ),
    lambda user, organisation: (
        organisation.pk in _signs_for(user)
        or (organisation.kind in OFFICE_KINDS and _holds(user, (Role.CALL_ADMINISTRATOR,)))
    ),
)


def _administers(user: Any) -> set[int]:
    return user.organisations_as(Role.CALL_ADMINISTRATOR) if user.is_authenticated else set()


# On organisations: whose registry's details and hours its own call administrator keeps.
administers_authority = Rule(
    "call administrator of the authority",
    lambda user: Q(pk__in=_administers(user), kind__in=OFFICE_KINDS) if _administers(user) else NOBODY,
    lambda user, organisation: organisation.kind in OFFICE_KINDS and organisation.pk in _administers(user),
)

is_own = Rule(
    "one's own",
    lambda user: Q(user_id=user.pk) if user.is_authenticated else NOBODY,
    lambda user, thing: user.is_authenticated and thing.user_id == user.pk,
)


def verified_addresses(user: Any) -> set[str]:
    """The addresses that this person has shown to read: only these accept an invitation."""
    from allauth.account.models import EmailAddress

    if not user.is_authenticated:
        return set()
    found = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True)
    return {address.lower() for address in found}


is_invited = Rule(
    "invited by the address",
    lambda user: Q(email__in=verified_addresses(user)) if user.is_authenticated else NOBODY,
    lambda user, invitation: invitation.email in verified_addresses(user),
)
link_is_valid = about_thing(
    "link is valid",
    lambda: Q(expires_at__gt=datetime.now(UTC)),
    lambda thing: thing.expires_at > datetime.now(UTC),
)


def _link_of(user: Any) -> str:
    return getattr(user, "link_hash", "")


holds_link = Rule(
    "holds the registry's link",
    lambda user: Q(token_hash=_link_of(user)) if _link_of(user) else NOBODY,
    lambda user, request: bool(_link_of(user)) and _link_of(user) == request.token_hash,
)
decides_access = (signs_for_organisation | is_registrar | (holds_link & link_is_valid)) & ~is_own
sees_access_request = signs_for_organisation | is_registrar | is_own
