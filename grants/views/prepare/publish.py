"""Publishing a call: what bars it, what is to be looked at, who sees it from when on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.models import Call
from grants.services import call as service
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame, problems_of
from grants.views.prepare.saving import CONFLICT
from grants.views.public.phase import phase_of
from sky_portal.audience import audience
from sky_portal.ui import formats
from sky_portal.workflow import StepRefused


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the check of the call, and publishes it when nothing bars it."""
    call = call_or_404(request, slug)
    status = 200
    if request.method == "POST":
        if _published(request, call):
            return redirect("grants:prepare_call", slug=slug)
        call.refresh_from_db()
        status = CONFLICT
    return render(request, "grants/prepare/publish.html", _context(call), status=status)


def _published(request: HttpRequest, call: Call) -> bool:
    try:
        service.publish(call, actor=request.user)
    except StepRefused:
        messages.error(request, _("The call has been published already."))
    except service.NotReady:
        messages.error(request, _("The call was not published: something below is still to be put right."))
    else:
        when = {"opening": formats.moment(call.opens_at), "closing": formats.moment(call.closes_at)}
        messages.success(
            request, _("The call has been published. It is open from %(opening)s to %(closing)s.") % when
        )
        return True
    return False


def _context(call: Call) -> dict[str, Any]:
    problems = problems_of(call)
    context = frame(call, page="publish", problems=problems)
    shown = [one for group in context["parts"] for one in group["parts"]]
    context["barred"] = [one for one in shown if one.barring]
    context["warned"] = [one for one in shown if one.warnings]
    context["barring"] = sum(problem.bars for problem in problems)
    context["phase"] = phase_of(call).value
    return context
