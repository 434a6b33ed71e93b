"""What has arrived, for those who read submissions; drafts are not there for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.models import Application, Submission
from grants.services import submission as service
from grants.views.filters import FIRST_ORDER, ORDERS, ReceivedFilter, ordered
from grants.views.reading import read
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.accounts.rules import reads_submissions
from sky_portal.audience import audience, roles
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message

READERS = roles(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)
ROWS = 50
COLUMNS = {
    "number": (_("Number"), ""),
    "name": (_("Pilot"), ""),
    "applicant": (_("Applicant"), ""),
    "members": (_("Members"), "num"),
    "total": (_("Total costs, €"), "num"),
    "grant": (_("Applied for, €"), "num"),
    "eligible": (_("Condition of the call"), ""),
    "arrived": (_("Arrived"), ""),
    "state": (_("State"), ""),
}


@dataclass(frozen=True)
class Column:
    """A head of the table: its word, its address that sorts by it, how it is sorted now."""

    label: Any
    shape: str
    address: str
    sorted: str


@audience(READERS)
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The table of what has arrived: filtered, sorted, summed and paged."""
    everything = Application.objects.visible_to(request.user).filter(reads_submissions.q(request.user)).sent()
    chosen = ReceivedFilter(request.GET, queryset=everything, request=request)
    by = request.GET.get("sort", FIRST_ORDER)
    page = Paginator(ordered(chosen.qs.for_list(), by), ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "filter": chosen,
        "page": page,
        "columns": columns(request, by),
        "sums": chosen.qs.order_by().aggregate(
            count=Count("pk"),
            total=Sum("current_submission__total_cents", default=0),
            grant=Sum("current_submission__grant_cents", default=0),
        ),
        "filtered": any(request.GET.get(name) for name in chosen.filters),
        "query": _query(request, page=None),
    }
    return render(request, "grants/received.html", context)


def columns(request: HttpRequest, by: str) -> list[Column]:
    """The heads; the one sorted by turns round when it is pressed again."""
    heads = []
    for name, (label, shape) in COLUMNS.items():
        direction = {name: "ascending", f"-{name}": "descending"}.get(by, "")
        turned = f"-{name}" if by == name else name
        heads.append(Column(label, shape, f"?{_query(request, sort=turned, page=None)}", direction))
    return heads


def _query(request: HttpRequest, **changes: str | None) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()


@audience(READERS)
@require_safe
def submission(request: HttpRequest, case: UUID) -> HttpResponse:
    """One application as it was sent, and everything that hangs on its case."""
    seen = Application.objects.visible_to(request.user).filter(reads_submissions.q(request.user)).sent()
    application = get_object_or_404(seen.select_related("call", "case", "applicant"), case_id=case)
    versions = list(application.submissions.defer("content", "search").select_related("sent_by"))
    number = request.GET.get("version", "")
    sent = _version(application, int(number) if number.isascii() and number.isdigit() else None)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "submission": sent,
        "content": read(sent),
        "versions": versions,
        "is_current": sent.pk == application.current_submission_id,
        "receipt": service.receipt(application),
        "messages_of_case": Message.objects.filter(case_id=case, confidential=False).order_by(
            "created_at", "pk"
        ),
        "events": AuditEvent.objects.filter(case_id=case).select_related("actor").order_by("seq"),
    }
    return render(request, "grants/submission.html", context)


def _version(application: Application, number: int | None) -> Submission:
    chosen = {"number": number} if number else {"pk": application.current_submission_id}
    return get_object_or_404(application.submissions.select_related("sent_by"), **chosen)
