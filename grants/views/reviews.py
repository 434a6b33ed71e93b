"""One's own assessments: what is to be assessed, by when, and which comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sky_portal.accounts.enums import Role
from sky_portal.audience import audience, roles

ASSESSING = roles(Role.ASSESSOR, Role.PRESENTING_OFFICER, Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR)


@audience(ASSESSING)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What this person assesses."""
    return render(request, "grants/reviews/list.html")
