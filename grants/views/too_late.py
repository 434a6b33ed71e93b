"""The call has closed: what arrived when, that it was noted, what is kept, what can be done."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from grants.documents import beside_closing, to_the_second
from grants.models import Application
from grants.rules import is_signatory
from grants.services.attempts import record_refusal
from grants.views.fetch import own_application


def too_late(request: HttpRequest, application: Application, arrived: datetime) -> HttpResponse:
    """Refuses a sending and notes its instant in the trail, so that it can be proven.

    Raises PermissionDenied for who does not sign (any more). More time that was given meanwhile
    leads back to the sending.
    """
    application = own_application(request, application.case_id)
    call = application.call
    if not is_signatory.test(request.user, application):
        raise PermissionDenied
    if call.is_open(arrived):
        messages.warning(
            request, _("The call has been given more time just now. Send the application again.")
        )
        return redirect("grants:check", case=application.case_id)
    noted = record_refusal(application, actor=request.user, arrived=arrived)
    context = {
        "application": application,
        "call": call,
        "arrived": beside_closing(noted, call.closes_at),
        "closed": to_the_second(call.closes_at),
    }
    return render(request, "grants/too_late.html", context, status=409)
