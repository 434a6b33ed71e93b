"""What a session means: idle time, the chosen organisation, the second factor."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from sky_portal.accounts import acting, idle, kept, second_factor


class _Middleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class IdleSessionMiddleware(_Middleware):
    """Ends a session after settings.SESSION_IDLE; touches it at most once a minute."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        idle.end_if_idle(request)
        response = self.get_response(request)
        if request.session.accessed and not request.session.is_empty():
            idle.touch(request)
            if request.method == "POST":
                kept.drop_when_sent(request, response.status_code)
            if not response.has_header("Cache-Control"):
                # Nobody's cache but the reader's own, and that asks each time.
                patch_cache_control(response, private=True, no_cache=True)
        return response


class ActingMiddleware(_Middleware):
    """Sets `user.acting_for` from the session; asks whoever has several organisations to choose."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if idle.brings_session(request):
            acting.restore(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Sends to the choice; only pages that are read, so that nothing sent is lost."""
        if not idle.brings_session(request) or not acting.must_choose(request, view):
            return None
        return _aside(request, "accounts:choose")


class SecondFactorMiddleware(_Middleware):
    """Asks officials and evaluators for a second factor (allauth has no such thing by role)."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Sends to set one up, or to give a code."""
        if not settings.SECOND_FACTOR_FOR_OFFICIALS or not idle.brings_session(request):
            return None
        name = (request.resolver_match and request.resolver_match.view_name) or ""
        user = request.user
        if name.startswith(second_factor.EXEMPT) or not user.is_authenticated:
            return None
        if not second_factor.is_needed(user) or second_factor.was_shown(request):
            return None
        has_one = second_factor.has_one(user)
        return _aside(request, "mfa_reauthenticate" if has_one else "mfa_activate_totp")


def _aside(request: HttpRequest, name: str) -> HttpResponse:
    """Another page first; after it back to this one, when this one can be read."""
    back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    return redirect(f"{reverse(name)}?{urlencode({'next': back})}")
