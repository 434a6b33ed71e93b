"""Substitutes of officials, with their days."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.forms.desk import DeputyForm
from grants.models import Deputy
from grants.services import deputies as services
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audience import audience, roles

ARRANGERS = roles(Role.PRESENTING_OFFICER, Role.CALL_ADMINISTRATOR)


@audience(ARRANGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom; a new one is added on the same page."""
    user: Any = request.user
    choices = {"people": services.represented_by(user), "deputies": services.candidates(user)}
    form = DeputyForm(request.POST or None, **choices)
    if request.method == "POST" and form.is_valid():
        try:
            services.add(actor=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The substitution was saved."))
            return redirect("grants:deputies")
    mine = set(services.represented_by(user).values_list("pk", flat=True))
    rows = [(one, _state(one), one.person_id in mine) for one in services.deputies_of(user)]
    context = {"form": form, "rows": rows}
    return render(request, "grants/desk/deputies.html", context, status=422 if form.errors else 200)


@audience(ARRANGERS)
@require_POST
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a substitution at once."""
    deputy = get_object_or_404(services.deputies_of(request.user), pk=pk)
    services.end(deputy, actor=request.user)
    messages.success(request, _("The substitution has ended."))
    return redirect("grants:deputies")


def _state(deputy: Deputy) -> tuple[Any, str, bool]:
    """A word for it, its tone, and whether it can still be ended."""
    today = clock.today()
    if deputy.removed_at:
        return _("Ended early"), "plain", False
    if deputy.ends_on < today:
        return _("Gone by"), "plain", False
    if deputy.starts_on > today:
        return _("Coming"), "wait", True
    return _("In force"), "ok", True
