"""What forms and the page's frame need of sessions and memberships."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html

from sky_portal.accounts import idle, kept

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_owner(context: Any) -> str:
    """A hidden field that says whose form this is and on which page: a text that arrives after
    the session's end is kept for that person alone."""
    request = context["request"]
    if not request.user.is_authenticated:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', kept.FIELD, kept.sign(request))


@register.inclusion_tag("accounts/session_keeper.html", takes_context=True)
def session_keeper(context: Any) -> dict[str, Any]:
    """The warning before the session ends, with the module that shows it; nothing for visitors."""
    request = context["request"]
    return {
        "owner": idle.owner_mark(request.user),
        "idle_seconds": int(settings.SESSION_IDLE.total_seconds()),
        "request": request,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("accounts/acting_switch.html", takes_context=True)
def acting_switch(context: Any) -> dict[str, Any]:
    """The choice for which organisation to act, for those who have several."""
    request = context["request"]
    memberships = request.user.current_memberships()
    organisations = {m.organisation_id: m.organisation for m in memberships}
    return {
        "organisations": list(organisations.values()) if len(organisations) > 1 else [],
        "acting_for": request.user.acting_for,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token", ""),
    }
