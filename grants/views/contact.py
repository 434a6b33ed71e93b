"""The contact person of an application."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.forms.application import ContactForm
from grants.models import Application
from grants.parts import CONTACT
from grants.rules import writes_part
from grants.services.application import language_is_settled, save_contact
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience

writes_contact = writes_part(CONTACT)


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows and saves the contact person's details and the language of the case."""
    application = own_application(request, case)
    unsaved = kept_data(request)
    settled = language_is_settled(application)
    form = ContactForm.of(application, unsaved or None, settled=settled)
    if request.method == "POST":
        refuse_reader(request, application, writes_contact)
        form = ContactForm.of(application, request.POST, settled=settled)
        if form.is_valid() and _save(application, form, request):
            messages.success(request, _("The contact details have been saved."))
            return redirect("grants:application", case=application.case_id)
    context = {
        "application": application,
        "call": application.call,
        "form": form,
        "unsaved": unsaved is not None,
        "may_edit": writes_contact.test(request.user, application),
    }
    refused = request.method == "POST" and form.errors
    return render(request, "grants/contact.html", context, status=422 if refused else 200)


def _save(application: Application, form: ContactForm, request: HttpRequest) -> bool:
    try:
        said = {"language": application.language} | form.cleaned_data
        save_contact(application, actor=request.user, **said)
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return False
    return True
