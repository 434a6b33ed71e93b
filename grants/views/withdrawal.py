"""Taking back: pages that say what follows, and do it when that is confirmed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.forms.withdrawal import WithdrawalForm
from grants.models import Application
from grants.rules import is_signatory, is_withdrawn, writes_application
from grants.services import withdrawal as service
from grants.views.fetch import APPLICANTS, own_application
from grants.workflows import APPLICATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ui.formats import moment
from sky_portal.workflow import StepForbidden, StepRefused


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, case: UUID) -> HttpResponse:
    """Withdraws while the call is open; after that asks the authority to end the matter."""
    application = own_application(request, case)
    if not is_signatory.test(request.user, application) and request.method == "POST":
        raise PermissionDenied
    unsaved = kept_data(request)
    form = WithdrawalForm(unsaved) if unsaved else WithdrawalForm(initial={"seen": _number(application)})
    if request.method == "POST":
        form = WithdrawalForm(request.POST)
        if form.is_valid():
            return _withdraw(request, application, form)
    return _page(request, application, form, unsaved=unsaved is not None)


def _withdraw(request: HttpRequest, application: Application, form: WithdrawalForm) -> HttpResponse:
    reason = form.cleaned_data["reason"]
    try:
        if application.call.is_open():
            service.withdraw(application, reason=reason, seen=form.cleaned_data["seen"], actor=request.user)
            messages.success(request, _("The application has been withdrawn."))
        else:
            service.ask_withdrawal(application, reason=reason, actor=request.user)
            messages.success(request, _("The withdrawal has been asked for. The authority decides on it."))
    except service.SentAnew as newer:
        return _sent_meanwhile(request, application, newer, reason)
    except ValidationError as wrong:
        form.add_error("reason", wrong.messages)
        return _page(request, application, form)
    except (StepRefused, StepForbidden):
        return _not_withdrawn(request, application, form)
    return redirect("grants:application", case=application.case_id)


def _sent_meanwhile(
    request: HttpRequest, application: Application, newer: service.SentAnew, reason: str
) -> HttpResponse:
    """Somebody has sent a newer version: it is withdrawn only by who knows of it."""
    text = _("Nothing was withdrawn: %(who)s sent version %(number)s on %(when)s. Read it first.")
    sent = newer.current
    known = {"who": sent.sent_by, "number": sent.number, "when": moment(sent.arrived_at)}
    messages.warning(request, text % known)
    form = WithdrawalForm(initial={"reason": reason, "seen": sent.number})
    return _page(request, own_application(request, application.case_id), form, status=409)


def _not_withdrawn(request: HttpRequest, application: Application, form: WithdrawalForm) -> HttpResponse:
    """It was withdrawn already, which is what was wanted; or the call closed, or it is decided."""
    now = own_application(request, application.case_id)
    if is_withdrawn.test(request.user, now):
        messages.info(request, _("The application had been withdrawn already."))
        return redirect("grants:application", case=application.case_id)
    if APPLICATION.may("ask_withdrawal", request.user, now):
        messages.warning(request, _("The call has closed meanwhile: read what follows now."))
        return _page(request, now, form, status=409)
    messages.warning(request, _("The application can no longer be withdrawn."))
    return redirect("grants:application", case=application.case_id)


def _page(
    request: HttpRequest,
    application: Application,
    form: WithdrawalForm,
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "submission": application.current_submission,
        "form": form,
        "unsaved": unsaved,
        "withdrawable": APPLICATION.may("withdraw", request.user, application),
        "askable": APPLICATION.may("ask_withdrawal", request.user, application),
        "signs": is_signatory.test(request.user, application),
    }
    status = 422 if form.errors and status == 200 else status  # noqa: PLR2004
    return render(request, "grants/withdraw.html", context, status=status)


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, case: UUID) -> HttpResponse:
    """Puts a draft away that was never sent."""
    application = own_application(request, case)
    if request.method == "POST":
        return _turn(request, application, service.give_up, _("The draft has been deleted."))
    return _draft_page(request, application, "grants/give_up.html", "give_up")


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def take_up(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes such a draft up again."""
    application = own_application(request, case)
    if request.method == "POST":
        return _turn(request, application, service.take_up, _("The draft is being written again."))
    return _draft_page(request, application, "grants/take_up.html", "take_up")


def _turn(request: HttpRequest, application: Application, verb: Any, done: str) -> HttpResponse:
    try:
        verb(application, actor=request.user)
    except StepRefused:
        # A colleague was quicker, with this or with the sending: the page says where it stands.
        messages.info(request, _("Nothing was changed: the application had moved on meanwhile."))
    except StepForbidden:
        if not writes_application.test(request.user, application):
            raise
        messages.warning(request, _("That is no longer possible: the call has closed."))
    else:
        messages.success(request, done)
    return redirect("grants:application", case=application.case_id)


def _draft_page(request: HttpRequest, application: Application, template: str, step: str) -> HttpResponse:
    context = {
        "application": application,
        "call": application.call,
        "possible": APPLICATION.may(step, request.user, application),
        "partners": service.partners(application),
    }
    return render(request, template, context)


def _number(application: Application) -> int | None:
    sent = application.current_submission
    return sent.number if sent else None
