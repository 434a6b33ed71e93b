"""What is done to a whole plan: undone, presented, taken or sent back, approved, read."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.documents.plan_pictures import bar_of
from grants.forms.allocation.plans import SendBackForm
from grants.models import AllocationPlan
from grants.services import allocation as service
from grants.services.allocation import AppropriationExceeded, NothingToUndo, NotReady, PlanConflict
from grants.views.allocation.fetch import DECIDERS, OFFICERS, SHARERS, seen_plan
from grants.views.allocation.saving import CONFLICT, UNPROCESSABLE
from grants.workflows import ALLOCATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ui import formats
from sky_portal.workflow import StepForbidden, StepRefused

PAGES = {
    "present": "grants/allocation/present.html",
    "take_back": "grants/allocation/take_back.html",
    "send_back": "grants/allocation/send_back.html",
    "approve": "grants/allocation/approve.html",
}


@audience(OFFICERS)
@require_POST
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Puts back what stood before the last change."""
    return _turn_back(request, slug, number, service.undo, _("The last change has been undone."))


@audience(OFFICERS)
@require_POST
def redo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Does again what was undone last."""
    return _turn_back(request, slug, number, service.redo, _("The change has been done again."))


def _turn_back(
    request: HttpRequest, slug: str, number: int, verb: Callable[..., Any], done: str
) -> HttpResponse:
    plan, seen = seen_plan(request, slug, number), request.POST.get("seen", "")
    try:
        verb(plan, seen=int(seen) if seen.isascii() and seen.isdigit() else None, actor=request.user)
    except NothingToUndo:
        messages.info(request, _("There is nothing to undo."))
    except PlanConflict:
        messages.warning(
            request, _("Nothing was undone: somebody has changed the plan meanwhile. Look first.")
        )
    except AppropriationExceeded:
        messages.warning(request, _("Nothing was undone: the appropriation would not suffice any more."))
    except StepRefused:
        messages.warning(request, _("The plan is not a draft any more: its sums cannot be changed."))
    except StepForbidden:
        messages.warning(request, _("Nothing was undone: the change is about an application closed to you."))
    else:
        messages.success(request, done)
    return redirect("grants:allocation_plan", slug=slug, number=plan.pk)


@audience(SHARERS)
@require_POST
def read(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Keeps that the person has read the plan as the page showed it."""
    plan, seen = seen_plan(request, slug, number), request.POST.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdigit() else None
    service.mark_read(plan, request.user, revision=revision)
    messages.success(request, _("Changes from now on are shown to you."))
    return redirect("grants:allocation_plan", slug=slug, number=plan.pk)


@audience(OFFICERS)
@require_http_methods(["GET", "POST"])
def present(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Says what presenting means and what is lacking, and presents the plan."""
    plan = _for_step(request, slug, number, "present")
    if request.method != "POST":
        return _page(request, plan, "present", lacking=service.lacking(plan, request.user))
    try:
        service.present(plan, base_revision=_revision(request), actor=request.user)
    except NotReady as wrong:
        ended = wrong.ended
        return _page(
            request,
            plan,
            "present",
            lacking=wrong.missing,
            hidden=wrong.hidden,
            ended=ended,
            status=UNPROCESSABLE,
        )
    except (AppropriationExceeded, ValidationError) as wrong:
        return _page(request, plan, "present", problem=_problem(wrong), status=UNPROCESSABLE)
    except (PlanConflict, StepRefused) as wrong:
        return _moved_on(request, plan, "present", wrong)
    messages.success(request, _("The plan has been presented to the decision-maker, and its sums reserved."))
    return redirect("grants:allocation_plan", slug=slug, number=plan.pk)


def _problem(wrong: AppropriationExceeded | ValidationError) -> str:
    """Why the plan cannot be presented."""
    if isinstance(wrong, ValidationError):
        return " ".join(wrong.messages)
    words = _("The plan comes to %(wanted)s, but the appropriation has %(left)s left.")
    return words % {"wanted": formats.money(wrong.wanted_cents), "left": formats.money(wrong.left_cents)}


@audience(OFFICERS)
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Takes a presented plan back to be changed."""
    plan = _for_step(request, slug, number, "take_back")
    if request.method != "POST":
        return _page(request, plan, "take_back")
    try:
        service.take_back(plan, actor=request.user)
    except StepRefused:
        return _elsewhere(request, plan)
    messages.success(request, _("The plan is a draft again, and its sums are free."))
    return redirect("grants:allocation_plan", slug=slug, number=plan.pk)


@audience(DECIDERS)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The decision-maker sends the plan back, with what has to be changed."""
    plan = _for_step(request, slug, number, "send_back")
    unsaved = kept_data(request)
    form = SendBackForm(request.POST or unsaved)
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if request.method == "POST" else 200
        return _page(request, plan, "send_back", form=form, unsaved=unsaved is not None, status=status)
    try:
        service.send_back(plan, reason=form.cleaned_data["reason"], actor=request.user)
    except StepRefused:
        return _elsewhere(request, plan)
    messages.success(request, _("The plan has been sent back to the presenting officers."))
    return redirect("grants:allocation_call", slug=slug)


@audience(DECIDERS)
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Says what approving means and approves the plan as the page showed it."""
    plan = _for_step(request, slug, number, "approve")
    if request.method != "POST":
        return _page(request, plan, "approve")
    try:
        service.approve(plan, base_revision=_revision(request), actor=request.user)
    except (PlanConflict, StepRefused) as wrong:
        return _moved_on(request, plan, "approve", wrong)
    messages.success(request, _("The plan has been approved."))
    return redirect("grants:allocation_plan", slug=slug, number=plan.pk)


def _for_step(request: HttpRequest, slug: str, number: int, name: str) -> AllocationPlan:
    """The plan, for those whose step it is; where it has gone on, its page says so."""
    plan = seen_plan(request, slug, number)
    if not ALLOCATION.steps[name].rule.test(request.user, plan):
        raise PermissionDenied
    return plan


def _page(
    request: HttpRequest, plan: AllocationPlan, act: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    figures = service.figures(plan, request.user)
    context: dict[str, Any] = {
        "plan": plan,
        "call": plan.call,
        "figures": figures,
        "bar": bar_of(figures),
        "possible": ALLOCATION.may(act, request.user, plan),
        "funded": sum(1 for row in figures.rows if row.proposed_cents),
        **{"lacking": [], "hidden": 0, "ended": [], "problem": "", "form": None, "unsaved": False},
        **more,
    }
    return render(request, PAGES[act], context, status=status)


def _revision(request: HttpRequest) -> int | None:
    shown = request.POST.get("revision", "")
    return int(shown) if shown.isascii() and shown.isdigit() else None


def _moved_on(request: HttpRequest, plan: AllocationPlan, act: str, wrong: Exception) -> HttpResponse:
    """Somebody has changed the plan since the page was made: it is shown anew, or its step is over."""
    if isinstance(wrong, StepRefused):
        return _elsewhere(request, plan)
    problem = _("The plan has been changed since you opened this page. Look at it as it is now.")
    now = seen_plan(request, plan.call.slug, plan.pk)
    return _page(request, now, act, problem=problem, status=CONFLICT)


def _elsewhere(request: HttpRequest, plan: AllocationPlan) -> HttpResponse:
    messages.info(request, _("Nothing was done: the plan had moved on meanwhile."))
    return redirect("grants:allocation_call", slug=plan.call.slug)
