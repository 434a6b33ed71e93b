"""Light or dark: the browser's wish, unless a person has chosen."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "sky_theme"
THEMES = ("light", "dark")
KEPT = timedelta(days=365)


def chosen(request: HttpRequest) -> str:
    """The chosen theme, or "" when the browser's own wish counts."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


def choose(response: HttpResponse, theme: str) -> None:
    """Keeps the choice for a year; anything but a theme forgets it."""
    if theme not in THEMES:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, theme, max_age=KEPT, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
