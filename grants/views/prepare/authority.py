"""The authority that grants: its names, its registry, its hours."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.forms.prepare.programme import AuthorityForm
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import attempt
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.rules import administers_authority
from sky_portal.accounts.services.authority import authority_values, save_authority
from sky_portal.audience import audience

PART = "authority"


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the details to every call administrator, saves them for the authority's own."""
    call = call_or_404(request, slug)
    may_edit = administers_authority.test(request.user, call.authority)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    unsaved = kept_data(request)
    form = AuthorityForm(request.POST or unsaved, stored=authority_values(call.authority))
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda: _save(call, form, request.user))
        if not status:
            messages.success(request, _("Saved."))
            return redirect("grants:prepare_authority", slug=slug)
    context = {
        **frame(call, PART),
        "form": form,
        "may_edit": may_edit,
        "facts": [(field.label, form.stored_lines(field.name)) for field in form.visible_fields()],
        "unsaved": unsaved is not None,
    }
    return render(request, "grants/prepare/authority.html", context, status=status)


def _save(call: Any, form: AuthorityForm, actor: Any) -> None:
    values = {name: form.cleaned_data[name] for name in form.stored}
    save_authority(call.authority, values=values, actor=actor)
