"""Template tags of messages: addresses in mails, the count in the header."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from sky_portal.messaging.models import Message

register = template.Library()


@register.simple_tag
def portal_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The whole address of a page, in the language that is being rendered: for mails."""
    return f"{settings.BASE_URL}{reverse(name, args=args, kwargs=kwargs)}"


@register.simple_tag
def unread_messages(user: Any) -> int:
    """How many notices of the person are unread: one query over a partial index."""
    return Message.objects.unread(user).count()
