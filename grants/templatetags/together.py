"""For pages of parts that several people write: who takes care, who is here, what is said."""

from typing import Any

from django import template
from django.urls import reverse

from grants import parts
from grants.models import Application
from grants.rules import divides
from grants.services.together import given, open_comments
from grants.services.together import presence as rooms
from grants.services.together.words import in_words

register = template.Library()


@register.inclusion_tag("grants/_together.html", takes_context=True)
def together(context: template.Context, application: Application, part: str) -> dict[str, Any]:
    """A line below the heading, in two queries; the page's script keeps it true."""
    user = context["request"].user
    return {
        "application": application,
        "part": part,
        "given": given(application).get(part, []),
        "comments": open_comments(application).get(part, 0),
        "comments_url": parts.talk_address(application, part),
        "may_divide": divides(part).test(user, application),
        "talk": {
            "here": in_words(rooms.others(application, part, user)),
            "here_url": reverse("grants:here", args=[application.case_id, part]),
        },
    }
