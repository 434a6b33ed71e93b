"""Own tasks: what waits for this person, and what has arrived for officials."""

from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grants.models import Application, Call
from grants.rules import call_is_public, reads_sent
from grants.services.arrivals import of_own_providers
from grants.views.conflict_todos import conflict_todos
from grants.views.todos import drafts, given_parts, waiting
from sky_portal import clock
from sky_portal.accounts.enums import APPLICANT_ROLES
from sky_portal.accounts.rules import holds, reads_submissions
from sky_portal.audience import SIGNED_IN, audience

LATEST = 5


@audience(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """The page a person comes to after signing in."""
    applicant = holds(*APPLICANT_ROLES).test(request.user, None)
    official = reads_submissions.test(request.user, None)
    context: dict[str, Any] = {
        "applicant": applicant,
        "official": official,
        "todos": [
            *waiting(request.user),
            *conflict_todos(request.user),
            *(given_parts(request.user) if applicant else []),
        ],
        "drafts": list(drafts(request.user)) if applicant else [],
        "open_calls": [] if official else open_calls(request.user),
        "arrived": arrived(request.user) if official else None,
        "own_arrivals": of_own_providers(request.user) if applicant else [],
    }
    return render(request, "grants/home.html", context)


def open_calls(user: Any) -> list[Call]:
    """The calls in which an application may be started now."""
    now = clock.now()
    return list(
        Call.objects.visible_to(user)
        .filter(call_is_public.q(user), opens_at__lte=now, closes_at__gte=now)
        .order_by("closes_at", "pk")
    )


def arrived(user: Any) -> dict[str, Any]:
    """How much has arrived, and the latest of it."""
    sent = Application.objects.filter(reads_sent.q(user)).standing()
    sums = sent.aggregate(count=Count("pk"), grant=Sum("current_submission__grant_cents", default=0))
    latest = sent.for_list().order_by("-current_submission__arrived_at", "pk")[:LATEST]
    return {**sums, "latest": list(latest)}
