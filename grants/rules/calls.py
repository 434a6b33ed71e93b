"""Calls and their news: what is out, and who prepares them."""

from django.db.models import Q

from grants.enums import (
    ApplicationState,
    CallState,
    NewsState,
)
from sky_portal import clock
from sky_portal.accounts.rules import (
    is_call_administrator,
)
from sky_portal.permissions import about_thing

PUBLIC_CALL_STATES = (CallState.PUBLISHED, CallState.DECIDED, CallState.ARCHIVED)
SENT_STATES = tuple(
    state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
)
# Examined and shared out: sent, and not yet decided.
EXAMINED_STATES = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.RETURNED)
# Where what has arrived can stand: a withdrawn application stays with the authority.
ARRIVED_STATES = (*SENT_STATES, ApplicationState.WITHDRAWN)

call_is_public = about_thing(
    "call is published",
    lambda: Q(state__in=PUBLIC_CALL_STATES),
    lambda call: call.state in PUBLIC_CALL_STATES,
)
call_is_published = about_thing(
    "call takes applications when it is open",
    lambda: Q(state=CallState.PUBLISHED),
    lambda call: call.state in (CallState.PUBLISHED,),
)
sees_call = call_is_public | is_call_administrator
news_is_out = about_thing(
    "news has been published",
    lambda: Q(state=NewsState.PUBLISHED, published_at__lte=clock.now()),
    lambda news: news.state in (NewsState.PUBLISHED,) and news.published_at <= clock.now(),
)
sees_news = news_is_out | is_call_administrator
