"""The audit trail of an application: its latest acts on the case's page, all of it page by page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grants.models import Application
from grants.rules import all_assessed, assesses
from grants.views.case_list import list_of
from grants.views.desk_fetch import READERS, opened_application
from grants.views.events import OFFICIAL, events_of, told
from sky_portal.accounts.rules import is_official
from sky_portal.audience import audience
from sky_portal.audit.models import AuditEvent
from sky_portal.ui.tables import PAGE

ROWS = 50
LATEST = 8
# What is done on an assessment tells how far its assessor is: blind until all are done.
ASSESSMENTS = ("grants.review", "grants.reviewscore")


@audience(READERS)
@require_safe
def trail(request: HttpRequest, case: UUID) -> HttpResponse:
    """Everything that was done in the case, the latest first."""
    application = opened_application(request, case)
    page = Paginator(seen_by(request.user, application), ROWS).get_page(request.GET.get(PAGE))
    context = {
        "application": application,
        "call": application.call,
        "page": page,
        "events": told(page.object_list),
        "list_query": list_of(request),
    }
    return render(request, "grants/case/trail.html", context)


def latest(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The last acts, and whether there were more, in one query."""
    events = list(seen_by(request.user, application)[: LATEST + 1])
    return {"events": told(events[:LATEST]), "more_events": len(events) > LATEST}


def seen_by(user: Any, application: Application) -> QuerySet[AuditEvent]:
    """The acts of the case that this person may know of, the latest first.

    Preparation is the officials' own until the decision (JulkL 6 §), and an assessor learns nothing
    of the others' assessments before all are done.
    """
    found = events_of(application.case_id)
    if not is_official.test(user, application):
        found = found.exclude(verb__in=OFFICIAL).exclude(thing_type__in=ASSESSMENTS)
    elif (assesses & ~all_assessed).test(user, application):
        others = found.filter(thing_type__in=ASSESSMENTS).exclude(actor=user)
        found = found.exclude(pk__in=others.order_by().values("pk"))
    return found.order_by("-seq")
