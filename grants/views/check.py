"""Check your answers: what is missing on top, everything to be read, sending at the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.forms.sending import SendForm, initial
from grants.models import Application, Submission
from grants.rules import edits_application, has_open_request, is_signatory
from grants.services import application as writing
from grants.services import submission as service
from grants.services.completeness import Parcel
from grants.views.attachment_words import places
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from grants.views.remarks import lacking, marked_secret, warnings
from grants.workflows import APPLICATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.questions.rendering import printable


@audience(APPLICANTS)
@require_safe
def check(request: HttpRequest, case: UUID) -> HttpResponse:
    """The application as it would be sent now."""
    application, unsaved = own_application(request, case), kept_data(request)
    if has_open_request.test(request.user, application):
        return redirect("grants:supplement", case=case)
    form = send_form(service.gather(application), unsaved) if unsaved else None
    return check_page(request, application, form, unsaved=unsaved is not None)


def send_form(parcel: Parcel, data: Any = None, **options: Any) -> SendForm:
    """The form that this application calls for."""
    return SendForm(data, eligible=parcel.verdict.eligible, secrets=parcel.has_secrets, **options)


def check_page(
    request: HttpRequest,
    application: Application,
    form: SendForm | None,
    *,
    unsaved: bool = False,
    meanwhile: Submission | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the signatory's own form when it has something to say.

    `meanwhile` is what somebody else sent after this person's page had been shown.
    """
    parcel = service.gather(application)
    signs, is_open = is_signatory.test(request.user, application), application.call.is_open()
    sendable = APPLICATION.may("submit", request.user, application)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "verdict": parcel.verdict,
        "members": parcel.partners,
        "unanswered": parcel.unanswered,
        "missing": lacking(parcel),
        "warnings": warnings(parcel),
        "secrets": marked_secret(parcel),
        "sections": printable(application.sheet, get_language() or "fi"),
        "lines": [line for line in parcel.budget.lines.all() if line.member in parcel.partners],
        "other": list(parcel.budget.other_funding.all()),
        "places": places(application, parcel.attachments),
        "sums": parcel.sums,
        "signs": signs,
        "sendable": sendable,
        # Who has come to send finds the sending: the whole is one press away.
        "folded": signs and sendable and is_open,
        "may_edit": edits_application.test(request.user, application),
        "is_open": is_open,
        "signatories": writing.signatories(application),
        "unsaved": unsaved,
        "meanwhile": meanwhile,
        "form": form or send_form(parcel, initial=initial(application)),
    }
    return render(request, "grants/check.html", context, status=status)


@audience(APPLICANTS)
@require_POST
def ask_signatory(request: HttpRequest, case: UUID) -> HttpResponse:
    """Writes to the applicant's signatories that the application waits for them."""
    application = own_application(request, case)
    refuse_reader(request, application)
    asked = writing.ask_signatory(application, actor=request.user)
    if asked:
        messages.success(
            request,
            ngettext(
                "We have written to %(count)d signatory and asked them to read and send the application.",
                "We have written to %(count)d signatories and asked them to read and send the application.",
                asked,
            )
            % {"count": asked},
        )
    else:
        messages.info(request, _("The signatories have already been asked today."))
    return redirect("grants:check", case=application.case_id)
