"""Who is knocking: the visitor's address through our own proxies, and browsers known before.

Failures are counted by account *and* address (settings.ACCOUNT_RATE_LIMITS), so that nobody can
shut another out from elsewhere. A browser in which a person has signed in before is counted by
itself: a colleague or a stranger behind the same office's or operator's address cannot shut the
person out either (docs/decisions/0004).
"""

import ipaddress
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
COOKIE_LIFE = 180 * 24 * 3600
SALT = "sky_portal.accounts.browser"
# People who share a computer; the oldest is forgotten.
ACCOUNTS_A_BROWSER = 8


def client_address(request: HttpRequest) -> str:
    """The visitor's address: as many places from the right of X-Forwarded-For as proxies are ours.

    What stands further left was written by the visitor and is never believed. When the header
    is shorter or holds no address, the request has not come through our proxies: then, and
    without proxies, it is the address of the connection itself.
    """
    peer = request.META.get("REMOTE_ADDR", "") or "unknown"
    count = settings.TRUSTED_PROXIES
    if count < 1:
        return peer
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    return (_address(chain[-count]) if len(chain) >= count else "") or peer


def _address(text: str) -> str:
    """The address in `text`, without a port, or "" when it is none."""
    bare = text[1 : text.index("]")] if text.startswith("[") and "]" in text else text
    if bare.count(":") == 1:
        bare = bare.split(":")[0]
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return ""


def _mark(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower()).hexdigest()[:24]


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_LIFE)
    except signing.BadSignature:
        return {"browser": secrets.token_hex(8), "accounts": []}


def known_browser(request: HttpRequest, email: str) -> str:
    """The browser's own mark when this account has signed in in it before, else ""."""
    found = _read(request)
    return found["browser"] if _mark(email) in found["accounts"] else ""


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Notes on the browser that this account has signed in in it."""
    found = _read(request)
    others = [mark for mark in found["accounts"] if mark != _mark(email)]
    found["accounts"] = [_mark(email), *others][:ACCOUNTS_A_BROWSER]
    response.set_cookie(
        COOKIE,
        signing.dumps(found, salt=SALT),
        max_age=COOKIE_LIFE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
