"""What has arrived, for those who read submissions; drafts are not there for them."""

import re
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.forms.ruling import RulingForm
from grants.models import Application, Arrival, Submission
from grants.rules import is_withdrawn
from grants.services.eligibility import rulings_of
from grants.services.overlap import overlaps_as_sent
from grants.services.papers import paper_of
from grants.services.versions import receipt_of
from grants.views.attachment_words import sent_files, sent_lacking
from grants.views.desk_fetch import opened_application, readable
from grants.views.events import mail, trail
from grants.views.filters import FIRST_ORDER, ReceivedFilter, ordered
from grants.views.reading import named, read
from grants.workflows import APPLICATION
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.audience import audience, roles
from sky_portal.ui.tables import PAGE, SORT, Column, Table

READERS = roles(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)
ROWS = 50
COLUMNS = (
    Column("number", _("Number")),
    Column("name", _("Pilot")),
    Column("applicant", _("Applicant")),
    Column("members", _("Members"), numeric=True),
    Column("total", _("Total costs, €"), numeric=True),
    Column("grant", _("Applied for, €"), numeric=True),
    Column("eligible", _("Condition of the call")),
    Column("arrived", _("Arrived")),
    Column("state", _("State")),
)


@audience(READERS)
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The table of what has arrived: filtered, sorted, summed and paged."""
    chosen = ReceivedFilter(request.GET, queryset=readable(request), request=request)
    table = Table(COLUMNS, request.GET, default=FIRST_ORDER)
    page = Paginator(ordered(chosen.qs.for_list().with_ruling(), table.order), ROWS).get_page(
        request.GET.get(PAGE)
    )
    context: dict[str, Any] = {
        "filter": chosen,
        "page": page,
        "table": table,
        "sort": request.GET.get(SORT, ""),
        "sums": sums_of(chosen.qs),
        "filtered": any(request.GET.get(name) for name in chosen.filters),
        "otherwise": Arrival.objects.visible_to(request.user).count(),
    }
    return render(request, "grants/received.html", context)


def sums_of(found: QuerySet[Application]) -> dict[str, int]:
    """How many stand and what they ask for in cents; what was withdrawn is only counted apart."""
    out = is_withdrawn.q(None)
    return found.order_by().aggregate(
        count=Count("pk", filter=~out),
        withdrawn=Count("pk", filter=out),
        total=Sum("current_submission__total_cents", filter=~out, default=0),
        grant=Sum("current_submission__grant_cents", filter=~out, default=0),
    )


@audience(READERS)
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
) -> HttpResponse:
    """The page, with the ruling's own form when it has something to say."""
    versions = list(application.submissions.defer("content", "search").select_related("sent_by"))
    is_current = sent.pk == application.current_submission_id
    rules = is_current and APPLICATION.may("rule_on_eligibility", request.user, application)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "submission": sent,
        "content": read(sent),
        "files": (files := sent_files(sent)),
        "files_lacking": sent_lacking(application, files),
        "versions": versions,
        "is_current": is_current,
        "receipt": receipt_of(sent),
        "paper": paper_of(sent),
        "messages_of_case": mail(application.case_id),
        "events": trail(application.case_id),
        "rulings": rulings_of(application),
        "overlaps": [
            (named({"name": found.member}), found.other, named({"name": found.coordinator}))
            for found in overlaps_as_sent(sent, user=request.user)
        ],
        "ruling_form": (form or RulingForm(initial={"seen": sent.number})) if rules else None,
    }
    return render(request, "grants/submission.html", context, status=status)


def _version(application: Application, asked: str) -> Submission:
    """The version asked for; raises Http404 for one that there is not."""
    number = int(asked) if re.fullmatch("[0-9]{1,6}", asked) else None
    chosen = {"number": number} if number else {"pk": application.current_submission_id}
    return get_object_or_404(application.submissions.select_related("sent_by", "application"), **chosen)
