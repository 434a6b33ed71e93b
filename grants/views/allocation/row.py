"""One application in a plan: its sum by line, as a percentage or as a lump sum, and the reason."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.documents.plan_pictures import region_names
from grants.enums import PlanMethod
from grants.forms.allocation.row import RowForm
from grants.models import AllocationPlan
from grants.services import allocation as service
from grants.services.allocation import AppropriationExceeded, PlanConflict, PlanFigures, RowFigures
from grants.services.allocation.proportions import NOTHING, Basis, Sums
from grants.views.allocation import saving, table
from grants.views.allocation.fetch import SHARERS, seen_plan
from grants.views.desk_fetch import opened_application
from grants.workflows import ALLOCATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.workflow import StepForbidden, StepRefused

VERBS: dict[str, Any] = {
    PlanMethod.LINES: service.set_lines,
    PlanMethod.PERCENT: service.set_percent,
    PlanMethod.LUMP: service.set_lump,
    PlanMethod.NONE: service.clear,
}


@audience(SHARERS)
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, slug: str, number: int, case: UUID) -> HttpResponse:
    """Shows the application's lines beside what is accepted of them, and saves a proposal."""
    plan = seen_plan(request, slug, number)
    # Who has declared nothing yet is led to the declaration; a conflict closes the page.
    application = opened_application(request, case)
    figures = service.figures(plan, request.user)
    found = _row(figures, application.pk)
    lines = service.by_line(plan, application)
    if request.method != "POST":
        unsaved = kept_data(request)
        return _page(request, plan, figures, RowForm(found, lines, unsaved), unsaved=unsaved is not None)
    if not saving.writes(request.user):
        raise PermissionDenied
    form = RowForm(found, lines, request.POST)
    wanted = form.judge()
    if wanted is None:
        return _page(request, plan, figures, form, status=saving.UNPROCESSABLE)
    return _saved(request, plan, figures, form, wanted)


def _saved(
    request: HttpRequest, plan: AllocationPlan, figures: PlanFigures, form: RowForm, wanted: dict[str, Any]
) -> HttpResponse:
    application = form.row.application
    known = {"reason": form.reason, "base_revision": form.shown, "actor": request.user}
    try:
        VERBS[form.method](plan, application, **wanted, **known)
    except PlanConflict as wrong:
        conflict = {"words": saving.why(wrong), "reason": wrong.row.reason if wrong.row else ""}
        return _page(request, plan, figures, form, conflict=conflict, status=saving.CONFLICT)
    except AppropriationExceeded as wrong:
        form.refuse(f"method-{form.method}", saving.why(wrong))
    except ValidationError as wrong:
        form.refuse_all(wrong.message_dict if hasattr(wrong, "error_dict") else {"": wrong.messages})
    except StepForbidden:
        raise PermissionDenied from None
    except StepRefused:
        messages.warning(request, _("The plan is not a draft any more: its sums cannot be changed."))
        return redirect(_address(plan, application))
    if form.problems:
        return _page(request, plan, figures, form, status=saving.UNPROCESSABLE)
    messages.success(request, _("The proposal has been saved."))
    return redirect(_address(plan, application))


def _page(
    request: HttpRequest,
    plan: AllocationPlan,
    figures: PlanFigures,
    form: RowForm,
    *,
    conflict: dict[str, str] | None = None,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = table.shown(form.row, plan=plan, regions=region_names())
    before, after = _neighbours(plan, figures.rows, form.row)
    context: dict[str, Any] = {
        "plan": plan,
        "call": plan.call,
        "application": form.row.application,
        "row": shown,
        "form": form,
        "lines": form.lines,
        "sums": _sums(form.row),
        "left": figures.left_cents,
        "may_edit": ALLOCATION.may("edit_plan", request.user, plan) and form.row.opens,
        "previous": before,
        "next": after,
        "back": f"{reverse('grants:allocation_plan', args=[plan.call.slug, plan.pk])}#row-{shown.pk}",
        "conflict": conflict,
        "unsaved": unsaved,
    }
    return render(request, "grants/allocation/row.html", context, status=status)


def _row(figures: PlanFigures, key: int) -> RowFigures:
    found = next((row for row in figures.rows if row.application.pk == key), None)
    if found is None:
        raise Http404
    return found


def _neighbours(plan: AllocationPlan, rows: Sequence[RowFigures], here: RowFigures) -> tuple[str, str]:
    """The addresses of the rows before and after this one, by rank."""
    place = next(i for i, row in enumerate(rows) if row.application.pk == here.application.pk)
    before = rows[place - 1] if place else None
    after = rows[place + 1] if place + 1 < len(rows) else None
    return (
        _address(plan, before.application) if before else "",
        _address(plan, after.application) if after else "",
    )


def _sums(found: RowFigures) -> dict[str, Sums]:
    """Costs, own share, other funding and grant, as applied for and as proposed."""
    application: Any = found.application
    sent = application.current_submission
    percent = application.call.own_share_percent
    asked = Basis(sent.total_cents, sent.grant_cents, percent).accept(sent.total_cents)
    plan_row = found.row
    if plan_row is None:
        return {"asked": asked, "accepted": NOTHING}
    accepted = Sums(
        plan_row.total_cents, plan_row.own_share_cents, plan_row.other_cents, plan_row.grant_cents
    )
    return {"asked": asked, "accepted": accepted}


def _address(plan: AllocationPlan, application: Any) -> str:
    return reverse("grants:allocation_row", args=[plan.call.slug, plan.pk, application.case_id])
