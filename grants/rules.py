"""Who may, in the matters of money: said once, for lists and for one thing."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import ApplicationState, CallState, NewsState
from pilots.rules import WRITERS, is_partner, organisation_as, writes_as_partner
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, Role
from sky_portal.accounts.rules import (
    is_call_administrator,
    is_official,
    is_presenting_officer,
    is_registrar,
    reads_submissions,
)
from sky_portal.permissions import NOBODY, Rule, about_thing

PUBLIC_CALL_STATES = (CallState.PUBLISHED, CallState.DECIDED, CallState.ARCHIVED)
SENT_STATES = tuple(
    state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
)
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

is_withdrawn = about_thing(
    "application has been withdrawn or its draft given up",
    lambda: Q(state=ApplicationState.WITHDRAWN),
    lambda application: application.state in (ApplicationState.WITHDRAWN,),
)

# The applicant is the coordinating member.
is_applicant = organisation_as("applicant", *APPLICANT_ROLES)
writes_application = organisation_as("applicant", *WRITERS)
is_signatory = organisation_as("applicant", Role.SIGNATORY)
WRITABLE_STATES = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.WITHDRAWN,
)
is_writable = about_thing(
    "application can be written",
    lambda: Q(state__in=WRITABLE_STATES),
    lambda application: application.state in WRITABLE_STATES,
)
# Typed text is kept also after closing: it is the sending that a closed call refuses.
edits_application = writes_application & is_writable
# The municipalities of a pilot write together: the coordinator all of it, a confirmed member its
# own costs, a named person the part that was given to them; all of them read.
reads_with_applicant = is_applicant | is_partner
writes_own_costs = writes_as_partner & is_writable


def has_part(part: str) -> Rule:
    """Somebody has given this person the part of the application to take care of."""

    def given(user: Any) -> Any:
        assignments = apps.get_model("grants.partassignment")._default_manager
        return assignments.filter(person_id=getattr(user, "pk", None), part=part).order_by()

    return Rule(
        f"has been given the part {part}",
        lambda user: Q(pk__in=given(user).values("application_id")) if user.is_authenticated else NOBODY,
        lambda user, application: (
            user.is_authenticated and given(user).filter(application_id=application.pk).exists()
        ),
    )


def writes_part(part: str) -> Rule:
    """May write the part: the applicant's writers, and whom they have given it to while they take part."""
    return edits_application | (reads_with_applicant & has_part(part) & is_writable)


# Who reads an application with the applicant talks about its parts while it can be written.
comments_on = reads_with_applicant & is_writable


def _of_own_writing(user: Any) -> Any:
    applications = apps.get_model("grants.application")._default_manager
    return applications.filter(reads_with_applicant.q(user)).order_by().values("pk")


# On what hangs on an application while it is written (assignments, comments): never an official's.
reads_writing = Rule(
    "of an application that one's own side writes",
    lambda user: Q(application_id__in=_of_own_writing(user)),
    lambda user, thing: reads_with_applicant.test(user, thing.application),
)


def _files_along() -> Q:
    went = apps.get_model("grants.sentattachment")._default_manager.order_by()
    return Q(
        pk__in=went.values("attachment_id"),
        application_id__in=apps.get_model("grants.application")
        ._default_manager.filter(current_submission__isnull=False)
        .order_by()
        .values("pk"),
    )


# A file of the working copy is its own side's; officials read what went along with a submission.
went_along = about_thing(
    "file went along with what was sent",
    _files_along,
    lambda attachment: (
        attachment.application.current_submission_id is not None and attachment.sent_with.exists()
    ),
)
sees_attachment = reads_writing | (reads_submissions & went_along)
# On arrivals: what came beside the portal's way, recorded for a provider.
records_arrivals = is_registrar
arrived_for_own = organisation_as("provider", *APPLICANT_ROLES)
sees_arrival = is_official | arrived_for_own
sees_application = reads_with_applicant | (reads_submissions & is_sent)
# Whose word on eligibility stands beside the verdict of the rules.
rules_on_eligibility = is_presenting_officer & is_sent


def _sent_pilots() -> Q:
    sent = apps.get_model("grants.application")._default_manager.filter(current_submission__isnull=False)
    return Q(pk__in=sent.order_by().values("pilot_id"))


def _pilot_is_sent(pilot: Any) -> bool:
    application = getattr(pilot, "application", None)
    return application is not None and application.current_submission_id is not None


def _pilots_with(rule: Rule) -> Any:
    """The same on the pilot of the application."""

    def of(user: Any) -> Q:
        applications = apps.get_model("grants.application")._default_manager
        return Q(pk__in=applications.filter(rule.q(user)).order_by().values("pilot_id"))

    def test(user: Any, pilot: Any) -> bool:
        application = getattr(pilot, "application", None)
        return application is not None and rule.test(user, application)

    return Rule(f"pilot's {rule.name}", of, test)


# Out of the running, for the time being or for good; and of these, drafts that were given up.
pilot_is_out = _pilots_with(is_withdrawn)
pilot_is_given_up = _pilots_with(is_withdrawn & ~is_sent)
# Officials see a pilot through its application, never while that is a draft.
reads_sent_pilot = reads_submissions & about_thing(
    "pilot's application has been sent", _sent_pilots, _pilot_is_sent
)
