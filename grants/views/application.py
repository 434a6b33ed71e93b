"""An applicant's pages of one application: the task list, and what was sent."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grants.enums import ApplicationState
from grants.models import Application
from grants.rules import edits_application, is_withdrawn
from grants.services import submission as service
from grants.services.arrivals import of_own_providers
from grants.services.withdrawal import is_given_up
from grants.views.beside import with_beside
from grants.views.events import last_event
from grants.views.fetch import APPLICANTS, own_application, own_applications
from grants.views.home import open_calls
from grants.views.supplement_answer import returned_page
from grants.views.tasklist import tasks
from grants.workflows import APPLICATION
from pilots.enums import MemberState
from pilots.views.tones import MEMBER_TONES
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.jobs.models import Job
from sky_portal.ui.horizon import when

TONES = {
    ApplicationState.DRAFT: "do",
    ApplicationState.SUBMITTED: "ok",
    ApplicationState.IN_REVIEW: "do",
    ApplicationState.RETURNED: "wait",
    ApplicationState.DECIDED: "ok",
    ApplicationState.WITHDRAWN: "plain",
}
NEXT_MILESTONES = 3


@audience(APPLICANTS)
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Every application of the organisations one acts for and of their pilots, drafts and sent ones."""
    rows = own_applications(request)
    rows = rows.defer("current_submission__content", "current_submission__search").order_by(
        "-started_at", "pk"
    )
    # A draft that was given up is nobody's work any more: it stands apart, to be taken up again.
    alive = [application for application in rows if not is_given_up(application)]
    context = {
        "rows": [
            (application, TONES[ApplicationState(APPLICATION.state(application))]) for application in alive
        ],
        "given_up": [application for application in rows if is_given_up(application)],
        "open_calls": open_calls(request.user),
        "own_arrivals": of_own_providers(request.user),
    }
    return render(request, "grants/applications.html", context)


@audience(APPLICANTS)
@require_safe
def application(request: HttpRequest, case: UUID) -> HttpResponse:
    """The task list: what is done, what is missing, who has confirmed, how long there is."""
    found = own_application(request, case)
    if (returned := returned_page(request, found)) is not None:
        return returned
    parcel = service.gather(found)
    is_sent = bool(found.current_submission_id)
    stands = is_sent and not is_withdrawn.test(request.user, found)
    changed_since = service.differs(parcel)
    todo = with_beside(request, found, tasks(parcel, sent_as_is=stands and not changed_since))
    writes_all = edits_application.test(request.user, found)
    mine = [task for task in todo[1:] if writes_all or task.is_for(request.user)]
    # Who has given a draft up is offered to take it up again, not to go on writing it.
    mine = [] if is_given_up(found) else mine
    context: dict[str, Any] = {
        "application": found,
        "call": found.call,
        "tone": TONES[ApplicationState(APPLICATION.state(found))],
        "tasks": todo,
        "next_task": next((task for task in mine if not task.done), None),
        "verdict": parcel.verdict,
        "members": members(found),
        "is_open": found.call.is_open(),
        "may_edit": writes_all,
        "sendable": APPLICATION.may("submit", request.user, found),
        "last_event": last_event(found.case_id),
        "submission": found.current_submission,
        "receipt": service.receipt(found) if is_sent else None,
        "changed_since": changed_since,
        "steps": {step.name for step in APPLICATION.available(request.user, found)},
    }
    return render(request, "grants/application.html", context)


@audience(APPLICANTS)
@require_safe
def sent(request: HttpRequest, case: UUID) -> HttpResponse:
    """The receipt page: what was sent, when it arrived, its number, what happens next."""
    found = own_application(request, case)
    submission = found.current_submission
    if submission is None:
        raise Http404
    coming = found.call.milestones.filter(at__gt=clock.now()).order_by("at")
    context: dict[str, Any] = {
        "application": found,
        "call": found.call,
        "submission": submission,
        "service": submission.content["application"].get("service"),
        "receipt": service.receipt(found),
        "job": Job.objects.filter(kind="grants.receipt", key=str(found.current_submission_id)).first(),
        "next_steps": [(step, when(step)) for step in coming[:NEXT_MILESTONES]],
        "is_open": found.call.is_open(),
        # The supplement request that was answered with it.
        "asked": found.supplement_requests.filter(answer=submission).first(),
    }
    return render(request, "grants/sent.html", context)


def members(application: Application) -> list[tuple[Any, str]]:
    """The pilot's members with the tone of their state; who was removed is not there."""
    found = application.pilot.members.exclude(state__in={MemberState.REMOVED})
    return [
        (m, MEMBER_TONES[MemberState(m.state)]) for m in found.select_related("organisation").order_by("pk")
    ]
