"""allauth's forms in the portal's look; what they ask is allauth's."""

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.socialaccount import forms as social
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sky_portal.enums import Language
from sky_portal.names import plain_line
from sky_portal.ui.forms import PortalFormMixin


class Plain(PortalFormMixin):
    """Labels stand above the fields: a placeholder that repeats them only disappears."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)


class _Named(forms.Form):
    """A person's name, for those who have asked for access to know whom they answer."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order: tuple[str, ...] = ("name", "email", "password1", "password2")

    def clean_name(self) -> str:
        """On one line: it stands in mails and in other people's lists."""
        return plain_line(self.cleaned_data["name"])

    def custom_signup(self, request: HttpRequest, user: Any) -> None:
        """Keeps the name, and the language the person reads the portal in."""
        user.name = self.cleaned_data["name"]
        language = (get_language() or "")[:2]
        user.language = language if language in Language.values else Language.FI
        user.save(update_fields=["name", "language"])


class LoginForm(Plain, account.LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class SignupForm(Plain, _Named, account.SignupForm):
    """A new account; it opens when its address has been confirmed."""

    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account costs the same work and gets the same answer."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class SocialSignupForm(Plain, _Named, social.SignupForm):
    """A new account for whom an identity provider has identified."""

    field_order = ("name", "email")


class DisconnectForm(Plain, social.DisconnectForm):
    """Which connection to end."""


class AddEmailForm(Plain, account.AddEmailForm):
    """Another address."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """Old and new password."""


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """To which address the link goes."""


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """A new password by a link."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more."""


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    """The authenticator's code."""


class SecondFactorAgainForm(Plain, mfa.ReauthenticateForm):
    """The authenticator's code once more."""


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    """The first code proves that the authenticator works, and is this session's second factor."""

    def clean_code(self) -> str:
        """A right code is not asked for a second time on the next page."""
        code = super().clean_code()
        record_authentication(context.request, self.user, "mfa", type="totp")
        return code


class DeactivateTOTPForm(Plain, totp.DeactivateTOTPForm):
    """A button."""
