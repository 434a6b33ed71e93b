"""What a session means: idle time, the chosen organisation, the second factor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class IdleSessionMiddleware:
    """Ends a session after settings.SESSION_IDLE; touches it at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class ActingMiddleware(IdleSessionMiddleware):
    """Sets `user.acting_for` from the session."""


class SecondFactorMiddleware(IdleSessionMiddleware):
    """Asks officials and evaluators for a second factor."""
