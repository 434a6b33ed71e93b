"""Check your answers: everything on one page, what is missing on top, sending at the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.forms.application import SendForm
from grants.models import Application
from grants.rules import edits_application, is_signatory
from grants.services import application as writing
from grants.services import submission as service
from grants.services.completeness import Parcel
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from grants.workflows import APPLICATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.questions.rendering import printable

PAGES = {service.BUDGET: "grants:budget", service.CONTACT: "grants:contact"}


@audience(APPLICANTS)
@require_safe
def check(request: HttpRequest, case: UUID) -> HttpResponse:
    """The application as it would be sent now."""
    application, unsaved = own_application(request, case), kept_data(request)
    form = SendForm(unsaved, eligible=service.gather(application).verdict.eligible) if unsaved else None
    return check_page(request, application, form, unsaved=unsaved is not None)


def check_page(
    request: HttpRequest,
    application: Application,
    form: SendForm | None,
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page, with the signatory's own form when it has something to say."""
    parcel = service.gather(application)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "verdict": parcel.verdict,
        "members": parcel.partners,
        "unanswered": parcel.unanswered,
        "missing": lacking(parcel),
        "sections": printable(application.sheet, get_language() or "fi"),
        "lines": [line for line in parcel.budget.lines.all() if line.member in parcel.partners],
        "left_out": parcel.costs_left_out,
        "other": list(parcel.budget.other_funding.all()),
        "sums": parcel.sums,
        "signs": is_signatory.test(request.user, application),
        "sendable": APPLICATION.may("submit", request.user, application),
        "may_edit": edits_application.test(request.user, application),
        "is_open": application.call.is_open(),
        "signatories": writing.signatories(application),
        "unsaved": unsaved,
        "form": form
        or SendForm(eligible=parcel.verdict.eligible, initial={"note": application.eligibility_note}),
    }
    return render(request, "grants/check.html", context, status=status)


def lacking(parcel: Parcel) -> list[tuple[str, str]]:
    """What bars sending: (words, the place to put it right)."""
    return [(str(m.text), where(parcel.application, m)) for m in parcel.missing()]


def where(application: Application, lack: service.Missing) -> str:
    """The page, and the field on it, on which a missing thing is given."""
    if lack.section in PAGES:
        address = reverse(PAGES[lack.section], args=[application.case_id])
    else:
        address = reverse("grants:section", args=[application.case_id, lack.section])
    return f"{address}#id_{lack.anchor}" if lack.anchor else address


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
