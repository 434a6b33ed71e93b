"""For which organisation a person acts in this session."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

from sky_portal.accounts.models import Organisation
from sky_portal.accounts.person import person
from sky_portal.alphabet import sort_key

SESSION = "acting_for"


def organisations(user: Any) -> list[Organisation]:
    """The organisations in which the person holds a role today, by name."""
    found = {m.organisation_id: m.organisation for m in user.current_memberships()}
    return sorted(found.values(), key=lambda organisation: sort_key(organisation.name))


def restore(request: HttpRequest) -> None:
    """Takes the session's choice if it still holds."""
    user = request.user
    if not user.is_authenticated:
        return
    chosen = request.session.get(SESSION)
    if chosen is not None and any(m.organisation_id == chosen for m in user.current_memberships()):
        user.acting_for = chosen


def choose(request: HttpRequest, organisation_id: int) -> bool:
    """Acts for one organisation from now on; False when the person holds no role there."""
    user = person(request)
    if all(m.organisation_id != organisation_id for m in user.current_memberships()):
        return False
    request.session[SESSION] = organisation_id
    user.acting_for = organisation_id
    return True


def has_choice(user: Any) -> bool:
    """Whether the person has several organisations and none is chosen."""
    return user.acting_for is None and len({m.organisation_id for m in user.current_memberships()}) > 1


def must_choose(request: HttpRequest, view: Any) -> bool:
    """Whether this page must wait for the choice: pages for everybody and one's own do not."""
    from sky_portal.audience import declared

    name = (request.resolver_match and request.resolver_match.view_name) or ""
    if request.method != "GET" or name.startswith(("accounts:", "account_", "mfa_", "socialaccount_")):
        return False
    audience = declared(view, name)
    if audience is None or audience.anonymous or SESSION_KEY not in request.session:
        return False
    return request.user.is_authenticated and has_choice(request.user)
