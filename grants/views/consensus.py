"""The consensus of the assessors: written together, what each gave and why beside it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.forms.reviews import Line, ScoringForm
from grants.models import Application, Review
from grants.services import reviews as verbs
from grants.services.side_by_side import board
from grants.views.desk_fetch import opened_application
from grants.views.review import finish_sheet, save_one_of, save_sheet
from grants.views.review_panel import WITHHELD
from grants.views.reviews import ASSESSING
from grants.workflows import REVIEW
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience


@audience(ASSESSING)
@require_POST
def begin(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begins the consensus, or goes to the one that is there."""
    application = opened_application(request, case)
    try:
        verbs.begin_consensus(application, actor=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("grants:review", case=case)
    return redirect("grants:consensus", case=case)


@audience(ASSESSING)
@require_http_methods(["GET", "HEAD", "POST"])
def consensus(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows and saves the consensus for those who may write it."""
    application = opened_application(request, case)
    found = written(request, application)
    criteria = list(application.call.criteria.all())
    if request.method != "POST":
        kept = kept_data(request)
        return _page(request, application, ScoringForm(found, criteria, kept), unsaved=kept is not None)
    form = ScoringForm(found, criteria, request.POST)
    refused = save_sheet(request, found, form)
    if refused or form.errors:
        status = refused or (409 if form.conflicts else 422)
        return _page(request, application, form, withheld=WITHHELD if refused else "", status=status)
    if "finish" in request.POST:
        if status := finish_sheet(request, found, form):
            return _page(request, application, form, status=status)
        messages.success(request, _("The consensus is ready."))
        return redirect("grants:review", case=case)
    messages.success(request, _("Saved."))
    return redirect("grants:consensus", case=case)


@audience(ASSESSING)
@require_POST
def save_one(request: HttpRequest, case: UUID, key: str) -> JsonResponse:
    """Autosave of one criterion of the consensus."""
    application = opened_application(request, case)
    return save_one_of(request, written(request, application), key)


def written(request: HttpRequest, application: Application) -> Review:
    """The consensus that this person may read and write at; raises Http404."""
    found = Review.objects.visible_to(request.user).counting().filter(application=application)
    known = verbs.consensus_of(application)
    if known is None or not found.filter(pk=known.pk).exists():
        raise Http404
    return known


def _page(
    request: HttpRequest,
    application: Application,
    form: ScoringForm,
    *,
    unsaved: bool = False,
    withheld: Any = "",
    status: int = 200,
) -> HttpResponse:
    found = form.review
    may_write = REVIEW.may("save_score", request.user, found)
    if not may_write and not withheld and request.method != "POST":
        return redirect("grants:review", case=application.case_id)
    context = {
        "application": application,
        "call": application.call,
        "form": form,
        "lines": _beside(form, application, request.user),
        "unsaved": unsaved,
        "withheld": withheld,
        "may_write": may_write,
    }
    return render(request, "grants/reviews/consensus.html", context, status=status)


def _beside(form: ScoringForm, application: Application, user: Any) -> list[Line]:
    """Each criterion with what the assessors gave and why."""
    rows = {row.criterion.key: row for row in board(application, user, form.criteria).rows}
    return [replace(line, beside=rows.get(line.key)) for line in form.lines()]
