"""What came along from the earlier application, what did not, and whom to invite again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grants.rules import edits_application
from grants.services import taking_over as service
from grants.services.withdrawal import is_given_up
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from sky_portal.audience import audience
from sky_portal.ui.formats import language


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def taken_over(request: HttpRequest, case: UUID) -> HttpResponse:
    """Tells what was taken over; the former members are invited by choice."""
    application = own_application(request, case)
    source = service.source_of(application, request.user)
    if source is None:
        raise Http404
    if request.method == "POST":
        refuse_reader(request, application)
        _invite(request, application)
        return redirect("grants:taken_over", case=case)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "source": source,
        "taken": service.came_along(source, application, language()),
        "left": service.left_behind(source, application, language()),
        "members": service.former_members(source, application),
        "may_invite": edits_application.test(request.user, application) and not is_given_up(application),
    }
    return render(request, "grants/taken_over.html", context)


def _invite(request: HttpRequest, application: Any) -> None:
    chosen = [int(pk) for pk in request.POST.getlist("invite") if pk.isascii() and pk.isdigit()]
    invited = service.invite_former(application, organisations=chosen, actor=request.user)
    if not invited:
        messages.info(request, _("Nobody was invited: choose whom to invite."))
        return
    names = ", ".join(one.name for one in invited)
    text = ngettext("%(names)s has been invited.", "%(names)s have been invited.", len(invited))
    messages.success(request, text % {"names": names})
