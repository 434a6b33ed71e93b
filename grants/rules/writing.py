"""The applicant's side: who writes which part of an application, and while it can be written."""

from typing import Any

from django.apps import apps
from django.db.models import Q

from grants.enums import (
    ApplicationState,
    CallState,
    SupplementState,
)
from pilots.rules import WRITERS, is_partner, organisation_as, writes_as_partner
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES, Role
from sky_portal.permissions import NOBODY, Rule, about_thing

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
# The part that the members write, by its name in grants.parts.
BUDGET_PART = "budget"
WRITABLE_STATES = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
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


def is_opened(part: str) -> Rule:
    """A supplement request has opened the part: of an application that was returned, nothing else."""

    def opened() -> Any:
        parts = apps.get_model("grants.supplementpart")._default_manager
        return parts.filter(part=part, request__state=SupplementState.OPEN).order_by()

    return about_thing(
        f"the part {part} is to be supplemented",
        lambda: Q(state=ApplicationState.RETURNED, pk__in=opened().values("request__application_id")),
        lambda application: (
            application.state in (ApplicationState.RETURNED,)
            and opened().filter(request__application_id=application.pk).exists()
        ),
    )


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
    return (writes_application | (reads_with_applicant & has_part(part))) & takes_writing(part)


def takes_writing(part: str) -> Rule:
    """The part can be written now: the application can, or a supplement request has opened the part."""
    return is_writable | is_opened(part)


def comments_on(part: str) -> Rule:
    """Who reads an application with the applicant talks about a part while it can be written."""
    return reads_with_applicant & takes_writing(part)


def divides(part: str) -> Rule:
    """The applicant's writers give a part to somebody while it can be written."""
    return writes_application & takes_writing(part)


writes_own_costs = writes_as_partner & takes_writing(BUDGET_PART)


def _of_own_writing(user: Any) -> Any:
    applications = apps.get_model("grants.application")._default_manager
    return applications.filter(reads_with_applicant.q(user)).order_by().values("pk")


# On what hangs on an application while it is written (assignments, comments): never an official's.
reads_writing = Rule(
    "of an application that one's own side writes",
    lambda user: Q(application_id__in=_of_own_writing(user)),
    lambda user, thing: reads_with_applicant.test(user, thing.application),
)
