"""A supplement, for the applicant: what is asked, what has been changed, sending it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from grants.forms.supplements import AnswerForm
from grants.models import Application, SupplementRequest
from grants.parts import opened_titles
from grants.rules import is_signatory, prepares_supplement
from grants.services import supplements as service
from grants.services.application import signatories
from grants.views.beside import with_beside
from grants.views.fetch import APPLICANTS, own_application
from grants.views.refusals import put_on
from grants.views.remarks import where
from grants.views.supplement_tasks import lists
from grants.workflows import APPLICATION
from sky_portal import clock
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.workflow import StepRefused


def returned_page(request: HttpRequest, application: Application) -> HttpResponse | None:
    """The task list while an answer is waited for; None where none is."""
    asked = service.open_request(application)
    if asked is None:
        return None
    made = service.prepare(application, asked)
    found = lists(made)
    context: dict[str, Any] = {
        **_known(request, application, made),
        "tasks": with_beside(request, application, found.opened),
        "closed": found.closed,
    }
    return render(request, "grants/supplements/returned.html", context)


@audience(APPLICANTS)
@require_safe
def supplement(request: HttpRequest, case: UUID) -> HttpResponse:
    """Check and send: what has changed in the opened parts, what they lack."""
    application = own_application(request, case)
    asked = service.open_request(application)
    if asked is None:
        return redirect("grants:application", case=case)
    made, unsaved = service.prepare(application, asked), kept_data(request)
    form = _form(made, unsaved)
    return _page(request, application, made, form, unsaved=unsaved is not None)


@audience(APPLICANTS)
@require_POST
def send(request: HttpRequest, case: UUID) -> HttpResponse:
    """Sends the supplement, or says what bars it; twice is once."""
    _whole_request, arrived = request.POST, clock.act()
    application = own_application(request, case)
    if not is_signatory.test(request.user, application):
        raise PermissionDenied
    asked = _named(request, application)
    made = service.prepare(application, asked)
    form = _form(made, request.POST)
    if not form.is_valid():
        # What the form lacks matters only while an answer is waited for.
        return (
            _page(request, application, made, form, status=422)
            if service.is_open(asked)
            else _over(request, case)
        )
    return _send(request, application, made, form, arrived)


@audience(APPLICANTS)
@require_POST
def ask_signatory(request: HttpRequest, case: UUID) -> HttpResponse:
    """Writes to the applicant's signatories that the supplement waits for them."""
    application = own_application(request, case)
    asked = service.ask_signatory(application, actor=request.user)
    if asked:
        words = ngettext(
            "We have written to %(count)d signatory and asked them to read and send the supplement.",
            "We have written to %(count)d signatories and asked them to read and send the supplement.",
            asked,
        )
        messages.success(request, words % {"count": asked})
    else:
        messages.info(request, _("The signatories have already been asked today."))
    return redirect("grants:supplement", case=case)


def _send(
    request: HttpRequest,
    application: Application,
    made: service.Supplement,
    form: AnswerForm,
    arrived: datetime,
) -> HttpResponse:
    given = form.cleaned_data
    try:
        service.answer(
            application,
            request=made.request,
            words=given["words"],
            grounds=given.get("grounds"),
            token=given["token"],
            actor=request.user,
            arrived=arrived,
        )
    except ValidationError as wrong:
        put_on(form, wrong)
    except service.Lacking:
        form.add_error(None, _("The supplement was not sent: something is missing from the opened parts."))
    except service.NothingChanged:
        form.add_error(
            "words", _("Nothing has been changed. Change an opened part, or write a message to the ministry.")
        )
    except (StepRefused, service.NotOpen):
        return _over(request, application.case_id)
    else:
        messages.success(request, _("The supplement has been sent. A receipt comes by e-mail."))
        return redirect("grants:sent", case=application.case_id)
    return _page(request, application, made, form, status=422)


def _over(request: HttpRequest, case: UUID) -> HttpResponse:
    """Somebody has answered, or the ministry has closed the request, since the page was shown."""
    words = _("Nothing was sent: the supplement request has been answered or closed meanwhile.")
    messages.warning(request, words)
    return redirect("grants:application", case=case)


def _named(request: HttpRequest, application: Application) -> SupplementRequest:
    """The request that the page showed; raises Http404 for one of another case."""
    typed = request.POST.get("request", "")
    pk = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0  # noqa: PLR2004
    found = SupplementRequest.objects.visible_to(request.user).filter(application=application)
    return get_object_or_404(found.prefetch_related("opened"), pk=pk)


def _form(made: service.Supplement, data: Any = None) -> AnswerForm:
    initial = {"request": made.request.pk, "grounds": made.content.get("secrecy_grounds", "")}
    return AnswerForm(data, secrets=made.has_secrets, initial=initial)


def _known(request: HttpRequest, application: Application, made: service.Supplement) -> dict[str, Any]:
    """What every page of an open request tells."""
    return {
        "application": application,
        "call": application.call,
        "submission": application.current_submission,
        "asked": made.request,
        "parts": opened_titles(application.call, made.opened),
        "is_overdue": service.is_overdue(made.request),
        "signs": is_signatory.test(request.user, application),
        "may_edit": prepares_supplement.test(request.user, application),
        "sendable": APPLICATION.may("answer_supplement", request.user, application),
    }


def _page(
    request: HttpRequest,
    application: Application,
    made: service.Supplement,
    form: AnswerForm,
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        **_known(request, application, made),
        "missing": [(str(lack.text), where(made.parcel, lack)) for lack in made.missing()],
        "found": made.differences,
        "signatories": signatories(application),
        "form": form,
        "unsaved": unsaved,
        "left_out": made.parcel.costs_left_out if "budget" in made.opened else [],
    }
    return render(request, "grants/supplements/send.html", context, status=status)
