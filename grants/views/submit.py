"""Sending: the filing itself (VAL 9 §). The instant of arrival is taken before anything else."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants.forms.sending import SendForm
from grants.models import Application
from grants.rules import is_signatory
from grants.services import submission as service
from grants.services.statement import keep_statement
from grants.views.check import check_page, send_form
from grants.views.fetch import APPLICANTS, own_application
from grants.views.too_late import too_late
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.workflow import StepForbidden, StepRefused

# static/js/send.js asks so, and goes where this says: what the redirect leads to is then read once.
FOUND = 302
BY_SCRIPT, GO_TO = "X-Sky-Sending", "X-Sky-Location"


@audience(APPLICANTS)
@require_POST
def submit(request: HttpRequest, case: UUID) -> HttpResponse:
    """Sends the application, or says what bars it; twice is once."""
    _whole_request, arrived = request.POST, clock.act()
    application = own_application(request, case)
    if not is_signatory.test(request.user, application):
        raise PermissionDenied
    form = send_form(service.gather(application), request.POST)
    if not form.is_valid():
        # Whatever the form lacks, a call that has closed is the first thing to be told.
        late = not application.call.is_open(arrived)
        return _late(request, application, form, arrived) if late else _refused(request, application, form)
    answer = _send(request, application, form, arrived)
    if answer.status_code == FOUND and BY_SCRIPT in request.headers:
        return HttpResponse(status=204, headers={GO_TO: answer["Location"]})
    return answer


def _send(request: HttpRequest, application: Application, form: SendForm, arrived: datetime) -> HttpResponse:
    said = {"statement": form.statement, "seen": form.cleaned_data["seen"], "again": "again" in request.POST}
    try:
        service.submit(application, actor=request.user, arrived=arrived, **said)
    except service.NotComplete:
        return _refused(request, application, form)
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return _refused(request, application, form)
    except (service.SentMeanwhile, service.Withdrawn):
        return _overtaken(request, application, form)
    except StepForbidden:
        return _late(request, application, form, arrived)
    except StepRefused:
        messages.warning(request, _("The application can no longer be sent: it is already being handled."))
        return redirect("grants:application", case=application.case_id)
    return redirect("grants:sent", case=application.case_id)


def _refused(request: HttpRequest, application: Application, form: SendForm) -> HttpResponse:
    """The page again with what is to be put right; what was said is kept."""
    _keep(request, application, form)
    return check_page(request, application, form, status=422)


def _late(request: HttpRequest, application: Application, form: SendForm, arrived: datetime) -> HttpResponse:
    _keep(request, application, form)
    return too_late(request, application, arrived)


def _keep(request: HttpRequest, application: Application, form: SendForm) -> None:
    """What was said stays the application's though the sending was refused, where it may be written."""
    with suppress(PermissionDenied, ValidationError):
        keep_statement(application, form.statement, actor=request.user)


def _overtaken(request: HttpRequest, application: Application, form: SendForm) -> HttpResponse:
    """Somebody has sent something else, or withdrawn: says so, keeps what was typed, asks once more."""
    fresh = own_application(request, application.case_id)
    current = fresh.current_submission
    if fresh.withdrawn_at:
        messages.warning(request, _("Nothing was sent: the application had been withdrawn meanwhile."))
    typed = form.cleaned_data | {"attestation": False, "seen": current.number if current else 0}
    anew = send_form(service.gather(fresh), initial=typed)
    shown = None if fresh.withdrawn_at else current
    return check_page(request, fresh, anew, meanwhile=shown, status=409)
