"""Sending: the filing itself (VAL 9 §). The instant of arrival is taken before anything else."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants.forms.application import SendForm
from grants.models import Application
from grants.rules import is_signatory
from grants.services import submission as service
from grants.services.application import save_note
from grants.views.check import check_page
from grants.views.fetch import APPLICANTS, own_application
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.workflow import StepForbidden, StepRefused


@audience(APPLICANTS)
@require_POST
def submit(request: HttpRequest, case: UUID) -> HttpResponse:
    """Sends the application, or says what bars it; twice is once."""
    _whole_request, arrived = request.POST, clock.act()
    application = own_application(request, case)
    if not is_signatory.test(request.user, application):
        raise PermissionDenied
    form = SendForm(request.POST, eligible=service.gather(application).verdict.eligible)
    if not form.is_valid():
        return check_page(request, application, form, status=422)
    if "note" in form.cleaned_data and application.call.is_open(arrived):
        application = save_note(application, text=form.cleaned_data["note"], actor=request.user)
    return _send(request, application, form, arrived)


def _send(request: HttpRequest, application: Application, form: SendForm, arrived: datetime) -> HttpResponse:
    try:
        service.submit(application, actor=request.user, arrived=arrived)
    except service.NotComplete:
        return check_page(request, application, form, status=422)
    except StepForbidden:
        return too_late(request, application, arrived)
    except StepRefused:
        messages.warning(request, _("The application can no longer be sent: it is already being handled."))
        return redirect("grants:application", case=application.case_id)
    return redirect("grants:sent", case=application.case_id)


def too_late(request: HttpRequest, application: Application, arrived: datetime) -> HttpResponse:
    """The call has closed: what arrived when, what is kept, what can be done."""
    context = {"application": application, "call": application.call, "arrived": arrived}
    return render(request, "grants/too_late.html", context, status=409)
