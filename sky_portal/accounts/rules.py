"""Rules about the person alone: which roles they hold today in the organisation they act for."""

from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.permissions import Rule, about_user


def holds(*roles: Role) -> Rule:
    """Holds one of the roles somewhere."""
    return about_user(" or ".join(role.value for role in roles), lambda user: _holds(user, roles))


def _holds(user: object, roles: tuple[Role, ...]) -> bool:
    return bool(getattr(user, "is_authenticated", False)) and user.has_role(*roles)  # type: ignore[attr-defined]


is_official = about_user("official", lambda user: _holds(user, OFFICIAL_ROLES))
reads_submissions = holds(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)
is_call_administrator = holds(Role.CALL_ADMINISTRATOR)
