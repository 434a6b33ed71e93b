"""Two plans side by side: where they differ, and what that makes by region, language and size."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.documents.plan_pictures import bar_of, share_of
from grants.models import AllocationPlan
from grants.services import allocation as service
from grants.views.allocation.fetch import SHARERS, seen_plan, sharing_call
from grants.views.allocation.since import signed
from grants.views.allocation.standing import change_in_words
from sky_portal.audience import audience
from sky_portal.ui import formats

PAIR = 2


@audience(SHARERS)
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """The two plans that were chosen; without two of them back to the list."""
    call = sharing_call(request, slug)
    chosen = list(dict.fromkeys(request.GET.getlist("plan")))
    if len(chosen) != PAIR:
        messages.warning(request, _("Choose two plans to compare."))
        return redirect("grants:allocation_call", slug=slug)
    a, b = (_plan(request, slug, number) for number in chosen)
    made = service.compare(a, b, request.user)
    context: dict[str, Any] = {
        "call": call,
        "call_above": True,
        "a": a,
        "b": b,
        "bar_a": bar_of(made.a),
        "bar_b": bar_of(made.b),
        "summary": change_in_words(made.funded_change, made.regions_change),
        "change": signed(made.total_change_cents),
        "lines": [_line(one, b) for one in made.differences],
        "same": _same(made),
        "groupings": _groupings(made),
    }
    return render(request, "grants/allocation/compare.html", context)


def _plan(request: HttpRequest, slug: str, number: str) -> AllocationPlan:
    if not number.isascii() or not number.isdigit() or len(number) > 18:  # noqa: PLR2004 — a bigint
        raise Http404
    return seen_plan(request, slug, int(number))


def _line(one: service.Difference, plan: AllocationPlan) -> dict[str, Any]:
    application: Any = one.application
    return {
        "name": application.current_submission.name,
        "number": application.case.number,
        "address": reverse("grants:allocation_row", args=[plan.call.slug, plan.pk, application.case_id]),
        "a": formats.money(one.a_cents, unit=False),
        "b": formats.money(one.b_cents, unit=False),
        "change": signed(one.change_cents).replace("€", "").strip(formats.SPACE),
        "tone": "more" if one.change_cents > 0 else "less",
        "reason": one.reason_b or one.reason_a,
    }


def _same(made: service.Comparison) -> int:
    """How many applications get the same in both."""
    return len(made.b.rows) - len(made.differences)


def _groupings(made: service.Comparison) -> list[dict[str, Any]]:
    pairs = (
        (_("By region"), _("Region"), made.a.by_region, made.b.by_region),
        (_("By language"), _("Language"), made.a.by_language, made.b.by_language),
        (_("By the size of the consortium"), _("Size"), made.a.by_size, made.b.by_size),
    )
    return [
        {"title": title, "what": what, "lines": _group_lines(first, second)}
        for title, what, first, second in pairs
    ]


def _group_lines(first: list[Any], second: list[Any]) -> list[dict[str, Any]]:
    before = {group.key: group for group in first}
    lines = []
    for group in second:
        was = before[group.key].proposed_cents if group.key in before else 0
        change = group.proposed_cents - was
        lines.append(
            {
                "name": str(group.label) or "–",
                "asked": formats.money(group.asked_cents, unit=False),
                "a": formats.money(was, unit=False),
                "b": formats.money(group.proposed_cents, unit=False),
                "change": signed(change).replace("€", "").strip(formats.SPACE) if change else "0",
                "tone": "more" if change > 0 else "less" if change else "",
                "share": share_of(group.proposed_cents, group.asked_cents),
            }
        )
    return lines
