"""Where a call stands, and which calls and news are for everybody."""

from enum import Enum
from typing import Any

from django.db.models import QuerySet

from grants.models import Call, NewsItem
from grants.rules import call_is_public, call_is_published, news_is_out
from sky_portal import clock


class Phase(Enum):
    """Where a call stands by the clock; never stored."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def phase_of(call: Call) -> Phase:
    """The phase of a call now: of a draft, the one it would be in if it were published."""
    if clock.now() < call.opens_at:
        return Phase.COMING
    takes_in = call_is_published.test(None, call) or not call_is_public.test(None, call)
    return Phase.OPEN if call.is_open() and takes_in else Phase.CLOSED


def public_calls(user: Any) -> QuerySet[Call]:
    """Published calls; a draft is seen in preparation, not here, whoever asks."""
    visible = Call.objects.visible_to(user).filter(call_is_public.q(user))
    return visible.select_related("authority", "programme")


def public_news(user: Any) -> QuerySet[NewsItem]:
    """News whose time has come, the newest first; drafts are seen where they are written, not here."""
    return NewsItem.objects.visible_to(user).filter(news_is_out.q(user)).order_by("-published_at", "-pk")
