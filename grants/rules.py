"""Who may, in the matters of money: said once, for lists and for one thing."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import ApplicationState, CallState, NewsState
from pilots.rules import WRITERS, is_partner, organisation_as
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, Role
from sky_portal.accounts.rules import is_call_administrator, is_presenting_officer, reads_submissions
from sky_portal.permissions import about_thing

PUBLIC_CALL_STATES = (CallState.PUBLISHED, CallState.DECIDED, CallState.ARCHIVED)
SENT_STATES = tuple(
    state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
)

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

call_is_open = about_thing(
    "call is open",
    lambda: Q(
        call__state=CallState.PUBLISHED, call__opens_at__lte=clock.now(), call__closes_at__gte=clock.now()
    ),
    lambda application: application.call.state in (CallState.PUBLISHED,) and application.call.is_open(),
)
is_sent = about_thing(
    "application has been sent",
    lambda: Q(current_submission__isnull=False),
    lambda application: application.current_submission_id is not None,
)


# The applicant is the coordinating member.
is_applicant = organisation_as("applicant", *APPLICANT_ROLES)
writes_application = organisation_as("applicant", *WRITERS)
is_signatory = organisation_as("applicant", Role.SIGNATORY)
WRITABLE_STATES = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED)
is_writable = about_thing(
    "application can be written",
    lambda: Q(state__in=WRITABLE_STATES),
    lambda application: application.state in WRITABLE_STATES,
)
# Typed text is kept also after closing: it is the sending that a closed call refuses.
edits_application = writes_application & is_writable
# The municipalities of a pilot write together: the coordinator types, all confirmed members read.
reads_with_applicant = is_applicant | is_partner
sees_application = reads_with_applicant | (reads_submissions & is_sent)
# Whose word on eligibility stands beside the verdict of the rules.
rules_on_eligibility = is_presenting_officer & is_sent


def _sent_pilots() -> Q:
    sent = apps.get_model("grants.application")._default_manager.filter(current_submission__isnull=False)
    return Q(pk__in=sent.order_by().values("pilot_id"))


def _pilot_is_sent(pilot: Any) -> bool:
    application = getattr(pilot, "application", None)
    return application is not None and application.current_submission_id is not None


# Officials see a pilot through its application, never while that is a draft.
reads_sent_pilot = reads_submissions & about_thing(
    "pilot's application has been sent", _sent_pilots, _pilot_is_sent
)
