"""Fetching is checking: a plan that one may not see is not there."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from grants.enums import CallState
from grants.models import AllocationPlan, Application, Call
from grants.rules import reads_sent, shares_out
from sky_portal.accounts.enums import Role
from sky_portal.audience import roles

SHARERS = roles(Role.PRESENTING_OFFICER, Role.CALL_ADMINISTRATOR, Role.DECISION_MAKER, Role.FINANCE)
# Whose matter a plan is to write, and to decide on.
OFFICERS, DECIDERS = roles(Role.PRESENTING_OFFICER), roles(Role.DECISION_MAKER)


def sharing_calls(request: HttpRequest) -> QuerySet[Call]:
    """The published calls that share out money."""
    seen = Call.objects.visible_to(request.user).filter(shares_money=True)
    return seen.exclude(state__in={CallState.DRAFT}).order_by("-opens_at", "pk")


def sharing_call(request: HttpRequest, slug: str) -> Call:
    """One of them; raises Http404."""
    return get_object_or_404(sharing_calls(request).select_related("authority", "case"), slug=slug)


def seen_plan(request: HttpRequest, slug: str, number: int) -> AllocationPlan:
    """A plan of the call that this person sees; raises Http404."""
    plans = AllocationPlan.objects.visible_to(request.user).filter(call__in=sharing_calls(request))
    related = ("call__case", "call__authority", "made_by", "presented_by", "approved_by")
    return get_object_or_404(plans.select_related(*related), call__slug=slug, pk=number)


def read_application(request: HttpRequest, plan: AllocationPlan, case: object) -> Application:
    """An application of the plan's call that this person reads; raises Http404."""
    found = Application.objects.filter(reads_sent.q(request.user), call_id=plan.call_id).for_list()
    return get_object_or_404(found, case_id=case)


def needs_sharer(request: HttpRequest) -> None:
    """Raises Http404 for those who make no plans."""
    if not shares_out.test(request.user, None):
        raise Http404
