"""What maintainers see of sign-in, in place of the libraries' own pages.

Those let a maintainer read the secrets of second factors and identity providers, and confirm any
address for any account: a way into somebody's account that no trail tells of.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from sky_portal.admin import Inspection

for model in (Group, EmailAddress, SocialAccount, SocialApp, SocialToken, Authenticator):
    admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressAdmin(Inspection):
    """Which addresses an account has confirmed."""

    fields = ("email", "user", "verified", "primary")
    list_display = ("email", "user", "verified", "primary")
    list_select_related = ("user",)
    search_fields = ("email",)


@admin.register(Authenticator)
class AuthenticatorAdmin(Inspection):
    """Who has a second factor, never its secret. A lost one is taken away here: its owner sets up another."""

    fields = ("user", "type", "created_at", "last_used_at")
    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Maintainers."""
        return bool(request.user.is_active and request.user.is_superuser)  # type: ignore[union-attr]
