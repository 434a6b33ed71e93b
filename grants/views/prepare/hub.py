"""One call: what is done, what is missing, what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from sky_portal.audience import audience


@audience(ADMINISTRATORS)
@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts of the call with the state of each."""
    call = call_or_404(request, slug)
    return render(request, "grants/prepare/hub.html", frame(call))
