"""The application in print: a draft of the working copy at any time, and what was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.services import papers as service
from grants.services.completeness import gather
from grants.services.submission import receipt
from grants.views.fetch import APPLICANTS, own_application
from sky_portal.audience import audience
from sky_portal.documents.models import Document

SHOWN = 5


@audience(APPLICANTS)
@require_safe
def papers(request: HttpRequest, case: UUID) -> HttpResponse:
    """The drafts that have been made, how far the one under way is, and what was sent."""
    application = own_application(request, case)
    key = service.key_of(gather(application), get_language() or "fi")
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "drafts": list(service.drafts(application)[:SHOWN]),
        "key": key,
        "job": service.draft_job(application),
        "submission": application.current_submission,
        "paper": service.paper_of(application.current_submission),
        "receipt": receipt(application),
    }
    return render(request, "grants/papers.html", context)


@audience(APPLICANTS)
@require_POST
def make_draft(request: HttpRequest, case: UUID) -> HttpResponse:
    """Has a draft made in the page's language; without a change since the last, that one is there."""
    application = own_application(request, case)
    made = service.ask_draft(application, language=get_language() or "fi", actor=request.user)
    if isinstance(made, Document):
        messages.info(request, _("The draft has been made already: nothing has changed since."))
    return redirect("grants:papers", case=application.case_id)
