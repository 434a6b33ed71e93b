"""Every URL has a declared audience; one that has none is closed to everybody.

`@audience(...)` on a view declares it, the middleware enforces it. Views of libraries are
declared by the name of their URL in LIBRARY_AUDIENCES.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import RedirectView

from sky_portal.accounts import kept
from sky_portal.accounts.enums import Role


@dataclass(frozen=True)
class Audience:
    """Who may open a page at all; what they see in it is the rules' business."""

    name: str
    anonymous: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    demo_only: bool = False
    staff: bool = False
    nobody: bool = False

    def admits(self, user: Any) -> bool:
        """Whether a signed-in user belongs to the audience."""
        if self.staff:
            return user.is_staff
        return not self.roles or user.has_role(*self.roles)


PUBLIC = Audience("public", anonymous=True)
SIGNED_IN = Audience("signed in")
DEMO = Audience("demo", anonymous=True, demo_only=True)
STAFF = Audience("staff", staff=True)
NOBODY = Audience("nobody", nobody=True)


class GoFirst(PermissionDenied):
    """What is asked for opens to this person once something has been said on another page, at `address`.

    A person who goes to a page is led there; everything else is forbidden until then.
    """

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} comes first")
        self.address = address


def roles(*wanted: Role) -> Audience:
    """People who hold one of these roles today."""
    return Audience(" or ".join(role.value for role in wanted), roles=frozenset(wanted))


# Views that libraries bring, by URL name (with namespace) or by prefix ending in a star.
# The first that fits counts.
LIBRARY_AUDIENCES: dict[str, Audience] = {
    # A second door without throttling and second factor: the portal's own sign-in leads to the admin.
    "admin:login": NOBODY,
    "admin:password_change": NOBODY,
    "admin:*": STAFF,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_reset_password*": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_inactive": PUBLIC,
    "account_request_login_code": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_*": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_*": SIGNED_IN,
    "openid_connect*": PUBLIC,
    "socialaccount_login*": PUBLIC,
    "socialaccount_signup": PUBLIC,
    "socialaccount_*": SIGNED_IN,
    "set_language": PUBLIC,
    "javascript-catalog": PUBLIC,
}


def audience(of: Audience) -> Callable[[Any], Any]:
    """Declares the audience of a view function or class."""

    def declare(view: Any) -> Any:
        view.audience = of
        return view

    return declare


def declared(view: Any, url_name: str) -> Audience | None:
    """The audience of a resolved view, or None when nobody declared one."""
    own = getattr(view, "audience", None) or getattr(getattr(view, "view_class", None), "audience", None)
    if own:
        return own
    for pattern, found in LIBRARY_AUDIENCES.items():
        if pattern == url_name or (pattern.endswith("*") and url_name.startswith(pattern[:-1])):
            return found
    # A library's old address that has no name and only leads to the new one.
    return PUBLIC if not url_name and getattr(view, "view_class", None) is RedirectView else None


class AudienceMiddleware:
    """Sends visitors to sign in, answers 404 to those a page is not for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Judges the request before its view runs."""
        match = request.resolver_match
        found = declared(view, (match and match.view_name) or "")
        if found is None:
            raise ImproperlyConfigured(f"{request.path}: this view has no audience")
        if found.nobody or (found.demo_only and not settings.DEMO):
            raise Http404
        if found.anonymous:
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if not found.admits(request.user):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Leads to the page that comes first; scripts and forms get their 403."""
        if isinstance(error, GoFirst) and request.method in ("GET", "HEAD") and not is_script(request):
            return redirect(error.address)
        return None


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; a text that was sent too late is kept until then.

    A script gets a plain 401: it would take the sign-in page for its answer, and its own page
    still holds the text.
    """
    if is_script(request):
        return HttpResponse(status=401, headers={"Cache-Control": "no-store"})
    if request.method == "POST" and kept.keep(request):
        return redirect_to_login(reverse("accounts:kept"))
    back = request.get_full_path() if request.method in ("GET", "HEAD") else kept.owner_of(request)[1]
    return redirect_to_login(back or reverse(settings.LOGIN_REDIRECT_URL))


def is_script(request: HttpRequest) -> bool:
    """Whether a page's script asks, and not a person who goes to a page."""
    asked_by = request.headers
    return bool(
        asked_by.get("HX-Request")
        or asked_by.get("X-Requested-With")
        or asked_by.get("Sec-Fetch-Dest") == "empty"
    )
