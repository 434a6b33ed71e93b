"""Sign-in through an identity provider (docs/decisions/0002)."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider opens only the account that its owner has connected to it."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """An address the provider names is believed only after our own mail to it was answered."""
        for address in sociallogin.email_addresses:
            address.verified = False

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        """The name as the provider has it, to be looked over."""
        initial = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "name": sociallogin.user.name}

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Takes the name in the form in which the portal has it."""
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name") or "", data.get("last_name") or ""]
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:150]
        return user
