"""How allauth speaks through the portal: its mail, its throttling, its way on after sign-in."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from sky_portal.accounts import acting, emails, idle, kept, throttle
from sky_portal.accounts.mandates import take_mandates
from sky_portal.accounts.models import User
from sky_portal.accounts.views.onward import way_on
from sky_portal.enums import Language

FULL_SIGN_IN = ("password", "socialaccount")


def _language_of(user: Any) -> str:
    page = (get_language() or "")[:2]
    return user.language if user else page if page in Language.values else Language.FI


class AccountAdapter(DefaultAccountAdapter):
    """Mail goes through the outbox, not past it; failures are counted so that nobody is shut out."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queues one of allauth's mails in the language of its reader; its link is a secret."""
        user = context.get("user") or User.objects.filter(email=email).first()
        emails.account_mail(template_prefix.rsplit("/", 1)[1], email, _language_of(user), context)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The mail's link, with the page that the new person was on the way to."""
        link = super().get_email_confirmation_url(request, emailconfirmation)
        onward = way_on(request)
        return f"{link}?{urlencode({'next': onward})}" if onward else link

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address, as far as it can be believed."""
        return throttle.client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts a try before it is judged; a right password takes its count back."""
        email = str(credentials.get("email", "")).lower()
        browser = throttle.known_browser(request, email)
        place = f"browser:{browser}" if browser else f"address:{ratelimit.get_ip(request)}"
        rates = settings.KNOWN_BROWSER_RATE if browser else app_settings.RATE_LIMITS["login_failed"]
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            config={"login_failed": rates},
            key=f"{email}|{place}",
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """After a new password: this person's own failures at this place count no more."""
        key = f"{str(credentials.get('email', '')).lower()}|address:{ratelimit.get_ip(request)}"
        # The address-wide count stays: a new password of one's own must not wipe it.
        config = {"login_failed": app_settings.RATE_LIMITS["login_failed"].split(",")[0]}
        ratelimit.clear(request, app="allauth.account", action="login_failed", config=config, key=key)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within minutes of having signed in: setting up a second factor starts there."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        if any(record["method"] in FULL_SIGN_IN and record["at"] > fresh for record in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse:
        """The way on: first what was kept, then the choice of organisation, then the page asked for."""
        sociallogin = (hooks.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin:
            take_mandates(user, sociallogin=sociallogin)
        response = super().post_login(request, user, **hooks)
        idle.touch(request, at_once=True)
        throttle.remember_browser(request, response, user.email)
        if kept.settle(request, user):
            return self._on(request, response, reverse("accounts:kept"))
        if acting.has_choice(user):
            back = urlencode({"next": response["Location"]})
            return self._on(request, response, f"{reverse('accounts:choose')}?{back}")
        return response

    def _on(self, request: HttpRequest, response: HttpResponse, where: str) -> HttpResponse:
        onward = HttpResponseRedirect(where)
        onward.cookies = response.cookies
        return onward

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Signing in and out speak for themselves."""
        template = args[1] if len(args) > 1 else kwargs.get("message_template", "")
        if "logged_in" not in template and "logged_out" not in template:
            super().add_message(request, *args, **kwargs)
