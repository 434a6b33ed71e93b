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
from grants.rules import edits_application
from grants.services.application import save_contact
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows and saves the contact person's details and the language of the case."""
    application = own_application(request, case)
    unsaved = kept_data(request)
    form = ContactForm(unsaved) if unsaved else ContactForm.of(application)
    if request.method == "POST":
        refuse_reader(request, application)
        form = ContactForm(request.POST)
        if form.is_valid() and _save(application, form, request):
            messages.success(request, _("The contact details have been saved."))
            return redirect("grants:application", case=application.case_id)
    context = {
        "application": application,
        "call": application.call,
        "form": form,
        "unsaved": unsaved is not None,
        "may_edit": edits_application.test(request.user, application),
    }
    refused = request.method == "POST" and form.errors
    return render(request, "grants/contact.html", context, status=422 if refused else 200)


def _save(application: Application, form: ContactForm, request: HttpRequest) -> bool:
    try:
        save_contact(application, actor=request.user, **form.cleaned_data)
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return False
    return True
