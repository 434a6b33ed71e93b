"""The call's page as an applicant will see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grants.services.call import is_draft
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.public.call import call_context
from sky_portal.audience import audience


@audience(ADMINISTRATORS)
@require_safe
@never_cache
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page with the draft's data, under a bar that says what it is; never kept anywhere."""
    call = call_or_404(request, slug)
    context = call_context(call, preview=True) | {"is_draft": is_draft(call)}
    return render(request, "grants/prepare/preview.html", context)
