"""What is taken along of a plan: the table as XLSX, the summary as PDF."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.documents.plan_pictures import region_names
from grants.models import AllocationPlan
from grants.services import allocation as service
from grants.services import plan_sheets, plan_summary
from grants.services.allocation import PlanFigures
from grants.views.allocation.fetch import SHARERS, seen_plan
from grants.views.allocation.table import FLAGS
from sky_portal.audience import audience
from sky_portal.documents.models import Document
from sky_portal.documents.views import disposition

# The latest summaries beside the plan.
SHOWN = 3


@audience(SHARERS)
@require_safe
def export(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The plan's table with its totals, in the page's language."""
    plan = seen_plan(request, slug, number)
    words = {flag: found[1] for flag, found in FLAGS.items()}
    content = plan_sheets.write(service.figures(plan, request.user), regions=region_names(), flags=words)
    name = " ".join((_("Sharing out"), plan.name)) + ".xlsx"
    return HttpResponse(
        content,
        content_type=plan_sheets.CONTENT_TYPE,
        headers={"Content-Disposition": disposition(name), "Cache-Control": "no-store"},
    )


@audience(SHARERS)
@require_POST
def summary(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Has the summary made in the page's language; without a change since the last, that one is there."""
    plan = seen_plan(request, slug, number)
    made = plan_summary.ask_summary(plan, language=get_language() or "fi", actor=request.user)
    if isinstance(made, Document):
        messages.info(request, _("The summary has been made already: nothing has changed since."))
    return redirect("grants:allocation_plan", slug=slug, number=plan.pk)


def summary_of(plan: AllocationPlan, user: Any, figures: PlanFigures) -> dict[str, Any]:
    """What has been made, what is being made, and whether it is of the plan as it is now."""
    key = plan_summary.key_of(plan, user, figures, get_language() or "fi")
    documents = plan_summary.summaries(plan, user)
    return {
        "documents": documents[:SHOWN],
        "key": key,
        "is_current": any(document.key == key for document in documents),
        "job": plan_summary.summary_job(plan, user),
    }
