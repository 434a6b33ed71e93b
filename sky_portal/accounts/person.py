"""Who has sent a request."""

from typing import cast

from django.http import HttpRequest

from sky_portal.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person, on pages that are only for those who are signed in."""
    return cast(User, request.user)
