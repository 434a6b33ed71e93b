"""One application beside its assessment: what was sent at the left, the officials' work at the right."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grants.forms.ruling import RulingForm
from grants.models import Application, Submission
from grants.services.checks import Sent, at_closing, examine
from grants.services.eligibility import rulings_of
from grants.services.overlap import overlaps_as_sent
from grants.services.papers import paper_of
from grants.services.versions import receipt_of
from grants.views.attachment_words import sent_files, sent_lacking
from grants.views.case_list import place_of
from grants.views.case_panels import Typed, panels_of
from grants.views.case_trail import latest
from grants.views.desk_fetch import READERS, opened_application
from grants.views.events import mail
from grants.views.reading import read
from grants.workflows import APPLICATION
from sky_portal.audience import audience

# Files of the case are shown in frames of the page: of every view that shows it.
framed: Callable[[Any], Any] = csp_update({"frame-src": [SELF]})


@audience(READERS)
@framed
@require_safe
def submission(request: HttpRequest, case: UUID) -> HttpResponse:
    """One application as it was sent, and everything that hangs on its case."""
    application = opened_application(request, case)
    return submission_page(request, application, _version(application, request.GET.get("version", "")))


def submission_page(
    request: HttpRequest,
    application: Application,
    sent: Submission,
    form: RulingForm | None = None,
    status: int = 200,
    *,
    typed: Typed | None = None,
) -> HttpResponse:
    """The page; `form` and `typed` are its forms when they have something to say."""
    is_current = sent.pk == application.current_submission_id
    rules = is_current and APPLICATION.may("rule_on_eligibility", request.user, application)
    place = place_of(request, application)
    read_along = _read_along(request, application, sent)
    checks = examine(read_along)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "submission": sent,
        "content": read(sent),
        "files": read_along.files,
        "files_lacking": sent_lacking(application, read_along.files),
        "versions": _versions(application),
        "is_current": is_current,
        "receipt": receipt_of(sent),
        "paper": paper_of(sent),
        "messages_of_case": mail(application.case_id),
        **latest(request, application),
        "rulings": read_along.rulings,
        "ruling_form": (form or RulingForm(initial={"seen": sent.number})) if rules else None,
        "place": place,
        "list_query": place.query,
        "panels": panels_of(request, application, checks=checks, typed=typed or Typed(), query=place.query),
    }
    return render(request, "grants/submission.html", context, status=status)


def current_page(
    request: HttpRequest, application: Application, *, typed: Typed, status: int
) -> HttpResponse:
    """The page of what is the application now, with forms that could not be saved."""
    return submission_page(request, application, _version(application, ""), status=status, typed=typed)


def _read_along(request: HttpRequest, application: Application, sent: Submission) -> Sent:
    """What the checks look at."""
    return Sent(
        application,
        sent,
        at_closing(application, sent),
        overlaps=overlaps_as_sent(sent, user=request.user),
        files=sent_files(sent),
        rulings=list(rulings_of(application)),
    )


def _versions(application: Application) -> list[Submission]:
    """All that was sent, the latest first, without their contents."""
    found = application.submissions.defer("content", "search").select_related("sent_by")
    return list(found.order_by("-number"))


def _version(application: Application, asked: str) -> Submission:
    """The version asked for; raises Http404 for one that there is not."""
    number = int(asked) if re.fullmatch("[0-9]{1,6}", asked) else None
    chosen = {"number": number} if number else {"pk": application.current_submission_id}
    return get_object_or_404(application.submissions.select_related("sent_by", "application"), **chosen)
