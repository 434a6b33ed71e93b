"""Who must show a second factor, and whether this session has shown one."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sky_portal.accounts.enums import SECOND_FACTOR_ROLES

# Pages on the way to the second factor, and the way out.
EXEMPT = (
    "mfa_",
    "account_logout",
    "account_reauthenticate",
    "account_email",
    "account_confirm_email",
    "account_change_password",
    "account_set_password",
    "accounts:session",
    "accounts:keep_alive",
    "set_language",
    "javascript-catalog",
    "live",
    "ready",
)


def is_needed(user: Any) -> bool:
    """Officials, evaluators, readers and maintainers, whichever organisation they act for now."""
    return user.is_staff or any(m.role in SECOND_FACTOR_ROLES for m in user.current_memberships())


def was_shown(request: HttpRequest) -> bool:
    """Whether a code was given in this session, or the identity provider is trusted to have asked."""
    from allauth.account.authentication import get_authentication_records

    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    return "mfa" in methods or (settings.OIDC_IS_STRONG and "socialaccount" in methods)


def has_one(user: Any) -> bool:
    """Whether the person has set up an authenticator."""
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()
