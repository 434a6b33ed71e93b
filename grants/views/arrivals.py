"""What arrived beside the portal's way: listed and read by officials, recorded by registrars."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.documents import beside_closing, to_the_second
from grants.forms.arrivals import CorrectForm, DocumentsForm, RecordForm, opened_calls
from grants.models import Arrival
from grants.rules import records_arrivals
from grants.services import arrivals as service
from grants.services.attempts import refused_sendings
from grants.views.arrival_rows import FIRST_ORDER, ArrivalFilter, corrected, ordered
from grants.views.events import mail, trail
from grants.views.prepare.saving import attempt as attempted
from grants.workflows import ARRIVAL
from sky_portal.accounts.enums import OFFICIAL_ROLES
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience, roles
from sky_portal.jobs.models import Job
from sky_portal.ui.tables import PAGE, SORT, Column, Table

OFFICIALS = roles(*OFFICIAL_ROLES)
ROWS = 50
COLUMNS = (
    Column("number", gettext_lazy("Number")),
    Column("pilot", gettext_lazy("Pilot")),
    Column("sender", gettext_lazy("Sender")),
    Column("channel", gettext_lazy("How it arrived")),
    Column("arrived", gettext_lazy("Arrived")),
    Column("late", gettext_lazy("In time"), sortable=False),
    Column("recorded", gettext_lazy("Recorded")),
    Column("state", gettext_lazy("State")),
)


@audience(OFFICIALS)
@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """The table of arrivals, and to registrars the late sendings that wait to be recorded."""
    chosen = ArrivalFilter(request.GET, queryset=_seen(request), request=request)
    table = Table(COLUMNS, request.GET, default=FIRST_ORDER)
    page = Paginator(ordered(chosen.qs, table.order), ROWS).get_page(request.GET.get(PAGE))
    attempts = [
        (application, beside_closing(application.refused_at, application.call.closes_at))
        for application in refused_sendings(request.user)
    ]
    context: dict[str, Any] = {
        "filter": chosen,
        "page": page,
        "table": table,
        "sort": request.GET.get(SORT, ""),
        "filtered": any(request.GET.get(name) for name in chosen.filters),
        "attempts": attempts,
        "records": records_arrivals.test(request.user, None),
    }
    return render(request, "grants/arrivals/list.html", context)


@audience(OFFICIALS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Records one; `?attempt=` names the case of an application that was sent in the portal too late."""
    if not records_arrivals.test(request.user, None):
        raise PermissionDenied
    if known := _recorded(request):
        return redirect("grants:arrival", case=known.case_id)
    attempt, unsaved = _attempt(request), kept_data(request)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (unsaved, None)
    form = RecordForm(data, files, calls=opened_calls(request.user), attempt=attempt)
    if request.method == "POST" and form.is_valid() and (made := _record(request, form)):
        return redirect("grants:arrival", case=made.case_id)
    context = {
        "form": form,
        "attempt": attempt,
        "arrived": attempt and beside_closing(attempt.refused_at, attempt.call.closes_at),
        "closed": attempt and to_the_second(attempt.call.closes_at),
        "unsaved": unsaved is not None,
        # A browser never fills in files again: whoever chose some is told to choose them anew.
        "lost_files": bool(request.FILES),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "grants/arrivals/record.html", context, status=status)


@audience(OFFICIALS)
@require_safe
def arrival(request: HttpRequest, case: UUID) -> HttpResponse:
    """One arrival with its documents, receipts, messages and trail."""
    return _page(request, _one(request, case), DocumentsForm())


@audience(OFFICIALS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, case: UUID) -> HttpResponse:
    """Corrects what was recorded wrongly; of two registrars the later is shown what stands there now."""
    found, unsaved = _one(request, case), kept_data(request)
    if not ARRIVAL.may("correct_arrival", request.user, found):
        raise PermissionDenied
    form, status = CorrectForm(request.POST or unsaved, arrival=found), 200
    if request.method == "POST":
        status = attempted(
            form, lambda: _correct(request, found, form), refusal=_("A decision has been given.")
        )
        if not status:
            messages.success(request, _("The arrival has been corrected."))
            return redirect("grants:arrival", case=case)
    context = {"arrival": found, "form": form, "unsaved": unsaved is not None}
    return render(request, "grants/arrivals/correct.html", context, status=status)


@audience(OFFICIALS)
@require_POST
def add_documents(request: HttpRequest, case: UUID) -> HttpResponse:
    """Adds files that came along."""
    found = _one(request, case)
    if not ARRIVAL.may("correct_arrival", request.user, found):
        raise PermissionDenied
    form = DocumentsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if _keep_files(request, found, form.cleaned_data["documents"]):
        messages.success(request, _("The files have been added."))
    return redirect("grants:arrival", case=case)


def _seen(request: HttpRequest) -> Any:
    seen = Arrival.objects.visible_to(request.user)
    return seen.select_related("case", "call", "provider", "application", "recorded_by")


def _one(request: HttpRequest, case: UUID) -> Arrival:
    return get_object_or_404(_seen(request).select_related("call__authority"), case_id=case)


def _recorded(request: HttpRequest) -> Arrival | None:
    """What this very form, or another registrar, has recorded already."""
    token, tried = _uuid(request.POST.get("token", "")), _uuid(request.GET.get("attempt", ""))
    known = Arrival.objects.visible_to(request.user)
    found = known.filter(token=token).first() if token else None
    if not found and tried and not request.POST:
        found = known.filter(application__case_id=tried).first()
    if found:
        messages.info(request, _("This had been recorded already."))
    return found


def _attempt(request: HttpRequest) -> Any:
    """The late sending that is recorded; raises Http404 for one that there is not."""
    if "attempt" not in request.GET:
        return None
    tried = _uuid(request.GET["attempt"])
    if tried is None:
        raise Http404
    return get_object_or_404(refused_sendings(request.user), case_id=tried)


def _record(request: HttpRequest, form: RecordForm) -> Arrival | None:
    try:
        made = service.record_arrival(
            form.call_chosen, told=form.record(), actor=request.user, token=form.cleaned_data["token"]
        )
    except ValidationError as wrong:
        for name, texts in wrong.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
        return None
    messages.success(
        request, _("The arrival has been recorded. Its number is %(number)s.") % {"number": made.case.number}
    )
    _keep_files(request, made, form.cleaned_data["documents"])
    return made


def _keep_files(request: HttpRequest, found: Arrival, files: list[Any]) -> bool:
    """Keeps what can be kept; what cannot is said, and what was recorded stays."""
    refused = []
    for file in files:
        try:
            service.add_document(found, upload=file, actor=request.user)
        except ValidationError as wrong:
            refused += [f"{file.name}: {text}" for text in wrong.messages]
    for text in refused:
        messages.error(request, text)
    return not refused


def _correct(request: HttpRequest, found: Arrival, form: CorrectForm) -> None:
    service.correct_arrival(
        found,
        told=form.corrected(),
        why=form.cleaned_data["why"],
        actor=request.user,
        seen=form.shown_digest,
    )


def _page(request: HttpRequest, found: Arrival, form: DocumentsForm, status: int = 200) -> HttpResponse:
    receipts = service.receipts(found)
    context: dict[str, Any] = {
        "arrival": found,
        "arrived": beside_closing(found.arrived_at, found.call.closes_at),
        "closed": to_the_second(found.call.closes_at),
        "documents": service.documents_of(found),
        "receipts": receipts,
        "is_posted": service.is_posted(found),
        "job": Job.objects.filter(case=found.case, kind=service.RECEIPT_JOB).order_by("-created_at").first(),
        "corrections": corrected(found),
        "messages_of_case": mail(found.case_id),
        "events": trail(found.case_id, hidden=()),
        "corrects": ARRIVAL.may("correct_arrival", request.user, found),
        "form": form,
    }
    return render(request, "grants/arrivals/arrival.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
