"""Declaring a conflict of interest: what opening a sent application leads to, and one's own declarations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.forms.conflicts import DeclareForm
from grants.models import Application, ConflictDeclaration
from grants.rules import has_conflict, is_examiner, is_superior, opens_sent
from grants.services import conflicts as service
from grants.views.desk_fetch import listed_application
from grants.views.reading import named
from grants.workflows import CONFLICT
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.person import person
from sky_portal.audience import audience, roles
from sky_portal.workflow import StepRefused

READERS = roles(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)
ROWS = 50


@audience(READERS)
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, case: UUID) -> HttpResponse:
    """One's own word on one application; what it opens comes next."""
    application = listed_application(request, case)
    stands = application.conflicts.filter(person=person(request)).first()
    unsaved = kept_data(request)
    initial = {"next": request.GET.get("next", "")}
    form = DeclareForm(
        request.POST if request.method == "POST" else unsaved, anew=stands is not None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            service.declare(application, state=said["word"], reason=said["reason"], actor=request.user)
        except ValidationError as wrong:
            form.add_error("reason", wrong.messages)
        except StepRefused:
            # In another window, or by a superior: it stands there.
            messages.info(request, _("Nothing was changed: your declaration had been changed meanwhile."))
            return redirect("grants:own_conflicts")
        else:
            return _onward(request, application, said["next"])
    context = _context(application) | {"form": form, "stands": stands, "unsaved": unsaved is not None}
    context["examines"] = is_examiner.test(request.user, None)
    context["ties"] = service.suggested(request.user, [application]).get(application.pk, [])
    failed = request.method == "POST" and form.errors
    return render(request, "grants/conflicts/declare.html", context, status=422 if failed else 200)


def _context(application: Application) -> dict[str, Any]:
    """Who is behind the application, as sent: enough to know a tie by, and nothing of what it says."""
    sent = application.current_submission
    assert sent is not None
    content = sent.content["application"]
    return {
        "application": application,
        "call": application.call,
        "submission": sent,
        "members": [named(one["organisation"]) for one in content["members"]],
        "contact": content["contact"]["name"],
    }


def _onward(request: HttpRequest, application: Application, wanted: str) -> HttpResponse:
    """To what has opened, or to one's declarations when it has closed."""
    if has_conflict.test(request.user, application):
        messages.success(request, _("Your declaration was saved. Nothing of the application opens to you."))
        return redirect("grants:own_conflicts")
    if opens_sent.test(request.user, application) and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        # Not redirect(): that takes a word without a slash for the name of a page.
        return HttpResponseRedirect(wanted)
    return redirect("grants:submission", case=application.case_id)


@audience(READERS)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What one has declared or a superior has decided: of what is closed no more than the number."""
    found = (
        ConflictDeclaration.objects.filter(person=person(request))
        .select_related("application__case", "application__current_submission", "decided_by", "claimed_by")
        .defer("application__current_submission__content", "application__current_submission__search")
        .order_by("-declared_at", "-pk")
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    # What stands free opens, and may be changed; of everything else the page names no application.
    rows = [(one, CONFLICT.may("ask_superior", request.user, one)) for one in page]
    context = {"page": page, "rows": rows, "decides": is_superior.test(request.user, None)}
    return render(request, "grants/conflicts/own.html", context)
