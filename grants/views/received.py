"""What has arrived, for those who read submissions; drafts are not there for them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.models import Application, Arrival
from grants.rules import is_withdrawn
from grants.views.desk_fetch import readable
from grants.views.filters import FIRST_ORDER, ReceivedFilter, ordered
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
