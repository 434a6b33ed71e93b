"""The sheet of one assessment: by itself, saved one by one, finished; and the consensus in the same form."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.forms.reviews import VERSION, ScoringForm
from grants.models import Application, Review, ReviewScore
from grants.services import reviews as verbs
from grants.services.scoring import ScoringResult, save_all, score_of, text_of, version_of
from grants.views.desk_fetch import opened_application
from grants.views.review_panel import WITHHELD, own_review, panel_of
from grants.views.reviews import ASSESSING
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.ui import formats
from sky_portal.workflow import StepForbidden, StepRefused


@audience(ASSESSING)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows and saves one's own assessment; those who may read the others' find them here, too."""
    application = opened_application(request, case)
    if request.method != "POST":
        return _page(request, application)
    own = own_or_404(request, application)
    form = ScoringForm(own, list(application.call.criteria.all()), request.POST)
    refused = save_sheet(request, own, form)
    if refused or form.errors:
        status = refused or (409 if form.conflicts else 422)
        return _page(request, application, form, withheld=WITHHELD if refused else "", status=status)
    if "finish" in request.POST:
        return _finish(request, application, own, form)
    messages.success(request, _("Saved."))
    return redirect(_back(request), case=case)


@audience(ASSESSING)
@require_POST
def save_one(request: HttpRequest, case: UUID, key: str) -> JsonResponse:
    """Autosave: one criterion with the version its writer saw; 409, 422 or 403 with what is wrong."""
    application = opened_application(request, case)
    return save_one_of(request, own_or_404(request, application), key)


@audience(ASSESSING)
@require_POST
def reopen(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes one's own assessment up again, while it is nobody else's to read."""
    application = opened_application(request, case)
    try:
        verbs.reopen(own_or_404(request, application), actor=request.user)
    except (StepRefused, StepForbidden):
        messages.warning(
            request, _("The assessment cannot be changed any more: all assessments of it are done.")
        )
    return redirect(_back(request), case=case)


@audience(ASSESSING)
@require_POST
def take_away(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Takes an assessment that is not done away from its assessor."""
    application = opened_application(request, case)
    taken = get_object_or_404(Review.objects.counting().filter(application=application), pk=pk)
    try:
        verbs.take_away(taken, actor=request.user)
    except StepRefused:
        messages.warning(request, _("The assessment has been finished meanwhile: it stays."))
    else:
        messages.success(request, _("The assessment was taken away."))
    return redirect(_back(request), case=case)


def own_or_404(request: HttpRequest, application: Application) -> Review:
    """One's own assessment of the application; raises Http404."""
    own = own_review(application, request.user)
    if own is None:
        raise Http404
    return own


def save_sheet(request: HttpRequest, found: Review, form: ScoringForm) -> int:
    """Saves what was typed and tells the form of the rest; 403 when nothing may be written."""
    typed = form.typed()
    # Taking what stands there is not saving one's own.
    typed.pop(request.POST.get("take", ""), None)
    try:
        form.tell(save_all(found, typed=typed, actor=request.user))
    except (StepForbidden, StepRefused):
        return 403
    return 0


def finish_sheet(request: HttpRequest, found: Review, form: ScoringForm) -> int:
    """Finishes; what is in the way stands beside its field then, with the status of the answer."""
    seen = request.POST.get("seen", "")
    try:
        number = int(seen) if re.fullmatch("[0-9]{1,6}", seen) else None
        verbs.finish(found, seen=number, actor=request.user)
    except ValidationError as lacking:
        form.lack(lacking)
        return 422
    except verbs.SentAnew as newer:
        messages.warning(request, newer.message)
        return 409
    except (StepForbidden, StepRefused):
        messages.warning(request, WITHHELD)
        return 403
    return 0


def save_one_of(request: HttpRequest, found: Review, key: str) -> JsonResponse:
    """What autosave is told, of an own assessment or the consensus."""
    form = ScoringForm(found, list(found.application.call.criteria.all()), request.POST)
    typed = form.typed()
    if key not in typed:
        if form.errors:
            return JsonResponse({"words": _words(form.errors)}, status=422)
        raise Http404
    try:
        result = save_all(found, typed={key: typed[key]}, actor=request.user)
    except (StepForbidden, StepRefused):
        return JsonResponse({"words": str(WITHHELD)}, status=403)
    return _told(key, result)


def _told(key: str, result: ScoringResult) -> JsonResponse:
    if key in result.conflicts:
        return JsonResponse(_conflict(key, result.conflicts[key]), status=409)
    if key in result.errors:
        return JsonResponse({"words": " ".join(result.errors[key].messages)}, status=422)
    saved: dict[str, Any] = {"words": _("Saved %(time)s") % {"time": formats.hour(clock.now())}}
    return JsonResponse(saved | {"version": version_of(result.saved[key]), "field": VERSION + key})


def _conflict(key: str, current: ReviewScore | Review) -> dict[str, Any]:
    score, text = score_of(current), text_of(current) or _("(empty)")
    return {
        "version": version_of(current),
        "field": VERSION + key,
        "words": _("This was changed elsewhere while you were writing."),
        "theirs": text if score is None else f"{score} – {text}",
        # A score goes with its reason: what stands there comes with the page anew.
        "typed": None,
    }


def _words(errors: Any) -> str:
    return " ".join(str(message) for messages_of in errors.values() for message in messages_of)


def _finish(request: HttpRequest, application: Application, own: Review, form: ScoringForm) -> HttpResponse:
    if status := finish_sheet(request, own, form):
        return _page(request, application, form, status=status)
    messages.success(request, _("The assessment is ready."))
    return redirect(_back(request), case=application.case_id)


def _back(request: HttpRequest) -> str:
    return "grants:submission" if request.POST.get("back") == "case" else "grants:review"


def _page(
    request: HttpRequest,
    application: Application,
    form: ScoringForm | None = None,
    *,
    withheld: Any = "",
    status: int = 200,
) -> HttpResponse:
    found = panel_of(request, application, form=form)
    found.withheld = withheld
    if not found.is_there and form is None:
        raise Http404
    context = {"application": application, "call": application.call, "assessment": found, "form": form}
    return render(request, "grants/reviews/review.html", context, status=status)
