"""The calls that are being prepared, and those that have been published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grants.views.prepare.fetch import ADMINISTRATORS, calls_of
from sky_portal.audience import audience


@audience(ADMINISTRATORS)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every call, drafts first."""
    found = list(calls_of(request).order_by("-opens_at", "pk"))
    return render(request, "grants/prepare/calls.html", {"calls": found})
