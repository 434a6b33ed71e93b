"""The session's end after idle time, by the real clock; its row is touched at most once a minute."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

SEEN = "seen"
TOUCH_EVERY = 60
# A request that a page makes by itself is no sign of a person.
POLL_HEADER = "X-Poll"


def brings_session(request: HttpRequest) -> bool:
    """Whether somebody is signed in, without a query for visitors who bring no cookie."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session


def end_if_idle(request: HttpRequest) -> None:
    """Ends a session that has been idle too long; `request.ended_owner` says whose it was."""
    request.ended_owner = ""  # type: ignore[attr-defined]
    if brings_session(request) and seconds_left(request) <= 0:
        request.ended_owner = str(request.session[SESSION_KEY])  # type: ignore[attr-defined]
        request.session.flush()
        request.user = AnonymousUser()


def seconds_left(request: HttpRequest) -> int:
    """How long the session lives on without another sign of the person."""
    idle = settings.SESSION_IDLE.total_seconds()
    return int(request.session.get(SEEN, time.time()) + idle - time.time())


def touch(request: HttpRequest, *, at_once: bool = False) -> None:
    """Notes a sign of the person; the row is written only when the last note is a minute old."""
    if SESSION_KEY not in request.session or (POLL_HEADER in request.headers and not at_once):
        return
    now = time.time()
    if at_once or now - request.session.get(SEEN, 0) >= TOUCH_EVERY:
        request.session[SEEN] = int(now)


def owner_mark(user: Any) -> str:
    """Tells a browser's page whose it is without telling who."""
    if not user.is_authenticated:
        return ""
    return salted_hmac("sky_portal.accounts.owner", str(user.pk)).hexdigest()[:20]
