"""Declaring conflicts of interest: the page that opening a sent application leads to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.forms.conflicts import DeclareForm
from grants.models import Application, ConflictDeclaration
from grants.rules import is_opened_to, reads_sent
from grants.services import conflicts as service
from grants.views.desk_fetch import listed_application
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.audience import audience, roles

READERS = roles(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)


@audience(READERS)
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, case: UUID) -> HttpResponse:
    """One's own word on one application; what it opens comes next."""
    application = listed_application(request, case)
    stands = application.conflicts.filter(person=request.user).first()
    form = DeclareForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            service.declare(application, state=said["word"], reason=said["reason"], actor=request.user)
        except ValidationError as wrong:
            form.add_error("reason", wrong.messages)
        else:
            return _onward(request, application, said["next"])
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "form": form,
        "stands": stands,
    }
    return render(request, "grants/conflicts/declare.html", context, status=422 if form.errors else 200)


def _onward(request: HttpRequest, application: Application, wanted: str) -> HttpResponse:
    """To what has opened, or to the list when it has closed."""
    if not (reads_sent & is_opened_to).test(request.user, application):
        messages.success(request, _("Your declaration was saved. The application is closed to you."))
        return redirect("grants:received")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        # Not redirect(): that takes a word without a slash for the name of a page.
        return HttpResponseRedirect(wanted)
    return redirect("grants:submission", case=application.case_id)


@audience(READERS)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What one has declared, and what stands."""
    found = ConflictDeclaration.objects.filter(person=request.user).select_related("application__case")
    return render(request, "grants/conflicts/own.html", {"declarations": found})
