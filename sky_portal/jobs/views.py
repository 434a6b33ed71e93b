"""A job's page, its state as a fragment, and trying again."""

import uuid as uuids

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sky_portal.accounts.rules import is_official
from sky_portal.audience import SIGNED_IN, audience
from sky_portal.jobs import services
from sky_portal.jobs.models import Job


@audience(SIGNED_IN)
@require_safe
@never_cache
def detail(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """How a piece of work is coming along; officials also read why it failed."""
    job = _visible_or_404(request, uuid)
    shows_error = is_official.test(request.user, None) or request.user.is_staff
    return render(request, "jobs/detail.html", {"job": job, "shows_error": shows_error})


@audience(SIGNED_IN)
@require_safe
@never_cache
def state(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The fragment that a page asks for while the work goes on; 204 when it is as last seen.

    A screen reader would otherwise read the same sentence every other second.
    """
    job = _visible_or_404(request, uuid)
    if request.GET.get("seen") == job.version:
        return HttpResponse(status=204)
    return render(request, "jobs/_state.html", {"job": job})


@audience(SIGNED_IN)
@require_POST
def retry(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Starts failed work afresh and goes back to the page that showed it."""
    job = _visible_or_404(request, uuid)
    try:
        services.retry(job, actor=request.user)
    except services.NotFailed as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("The work has been started again."))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        # Not redirect(): that takes a word without a slash for the name of a page.
        return HttpResponseRedirect(back)
    return redirect("jobs:detail", uuid=job.pk)


def _visible_or_404(request: HttpRequest, uuid: uuids.UUID) -> Job:
    job = get_object_or_404(Job.objects.select_related("case"), pk=uuid)
    if not job.is_visible_to(request.user):
        raise Http404
    return job
