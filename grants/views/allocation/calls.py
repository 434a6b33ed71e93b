"""The calls whose money is shared out, and the plans of one call."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from grants.documents.plan_pictures import ledger_bar, share_of
from grants.forms.allocation.plans import PlanForm
from grants.models import AllocationPlan, Call
from grants.services import allocation as service
from grants.views.allocation.fetch import SHARERS, sharing_call, sharing_calls
from grants.views.allocation.saving import writes
from grants.views.allocation.standing import Standing, standings
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ui import formats

TONES = {"draft": "do", "presented": "wait", "approved": "ok"}


@audience(SHARERS)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every call that shares out money, with its bar."""
    found = [
        {
            "call": one,
            "bar": ledger_bar(service.money(one), key=f"call-{one.pk}"),
            "words": _plans_in_words(len(service.copyable(one, request.user))),
        }
        for one in sharing_calls(request)
    ]
    return render(request, "grants/allocation/calls.html", {"calls": found})


@audience(SHARERS)
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """The call's plans side by side; makes a new one."""
    found = sharing_call(request, slug)
    plans = service.copyable(found, request.user)
    form = None
    unsaved = kept_data(request)
    if writes(request.user):
        form = PlanForm(request.POST or unsaved, plans=plans)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if made := _made(request, found, form):
            return redirect("grants:allocation_plan", slug=slug, number=made.pk)
    money, stands = service.money(found), standings(plans, request.user)
    context: dict[str, Any] = {
        "call": found,
        "bar": ledger_bar(money),
        "lead": _plans_in_words(len(plans)),
        "plans": [_line(plan, stands[plan.pk], money) for plan in plans],
        "form": form,
        "unsaved": unsaved is not None,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "grants/allocation/call.html", context, status=status)


def _made(request: HttpRequest, found: Call, form: PlanForm) -> AllocationPlan | None:
    if not form.is_valid():
        return None
    try:
        made = service.make_plan(found, **form.wanted, actor=request.user)
    except ValidationError as wrong:
        for field, errors in wrong.message_dict.items():
            form.add_error(field if field in form.fields else None, errors)
        return None
    messages.success(request, _("The plan has been made."))
    return made


def _line(plan: AllocationPlan, stands: Standing, money: service.Money) -> dict[str, Any]:
    """A plan as the list shows it."""
    return {
        "plan": plan,
        "tone": TONES[plan.state],
        "pilots": stands.pilots,
        "regions": stands.regions,
        "proposed": formats.money(stands.total_cents, unit=False),
        "share": share_of(stands.total_cents, money.appropriation),
        "changed": f"{formats.moment(stands.changed_at)}, {stands.changed_by}" if stands.changed_at else "–",
    }


def _plans_in_words(count: int) -> str:
    return ngettext("%(count)s plan", "%(count)s plans", count) % {"count": count}
