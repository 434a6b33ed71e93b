"""For pages of parts: how a part stands once the application is examined."""

from typing import Any

from django import template

from grants.models import Application
from grants.rules import is_writable
from grants.services.supplements import open_request, opened_parts

register = template.Library()


@register.simple_tag(takes_context=True)
def in_supplement(context: template.Context, application: Application, part: str) -> dict[str, Any] | None:
    """Whether the part is open, and what is asked; None, without a query, while all of it is written."""
    if is_writable.test(context["request"].user, application):
        return None
    asked = open_request(application)
    return {"asked": asked, "opened": asked is not None and part in opened_parts(asked)}
