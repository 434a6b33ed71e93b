"""The presenting officer's word on the condition of the call, given on the submission's own page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants.forms.ruling import RulingForm
from grants.services.eligibility import SentAnew, rule_on_eligibility
from grants.views.case_desk import framed, submission_page
from grants.views.case_list import back_to_case
from grants.views.desk_fetch import opened_application
from sky_portal.accounts.enums import Role
from sky_portal.audience import audience, roles


@audience(roles(Role.PRESENTING_OFFICER))
@framed
@require_POST
def ruling(request: HttpRequest, case: UUID) -> HttpResponse:
    """Keeps the ruling; what was typed stays when it cannot be kept."""
    application = opened_application(request, case)
    form = RulingForm(request.POST)
    if form.is_valid():
        try:
            rule_on_eligibility(application, actor=request.user, **form.cleaned_data)
        except SentAnew as newer:
            # The newer version is shown, with what was typed: it is judged by what was read.
            typed = {**form.cleaned_data, "eligible": request.POST["eligible"], "seen": newer.current.number}
            form = RulingForm(initial=typed)
            messages.warning(request, newer.message)
            application.refresh_from_db()
        else:
            messages.success(request, _("The ruling was saved."))
            return back_to_case(request, application, "#ruling")
    sent = application.submissions.select_related("sent_by", "application")
    current = sent.get(current_of=application)
    return submission_page(request, application, current, form, status=422 if form.errors else 409)
