"""The calls that are being prepared and those that have been published; a new one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.enums import ApplicationState
from grants.forms.prepare.create import CreateForm, NewCallForm
from grants.models import Call
from grants.services import call as service
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404, calls_of
from grants.views.prepare.saving import INVALID
from grants.views.public.phase import phase_of
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience

SENT = Q(applications__current_submission__isnull=False)
UNSENT = Q(applications__current_submission__isnull=True, applications__state=ApplicationState.DRAFT)


@audience(ADMINISTRATORS)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every call: drafts, then what has been published, the latest first."""
    counted = calls_of(request).annotate(
        sent=Count("applications", filter=SENT), unsent=Count("applications", filter=UNSENT)
    )
    found = list(counted.order_by("-opens_at", "pk"))
    context = {
        "drafts": [call for call in found if service.is_draft(call)],
        "published": [(call, phase_of(call).value) for call in found if not service.is_draft(call)],
    }
    return render(request, "grants/prepare/calls.html", context)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks for what an empty call needs; or leads to copying an earlier one."""
    form = CreateForm(request.POST or kept_data(request))
    if request.method == "POST" and form.is_valid() and (made := _make(form, request.user)):
        return _to_hub(request, made)
    earlier = list(calls_of(request).order_by("-opens_at", "pk"))
    return _page(request, form, {"earlier": earlier, "source": None})


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the name and the times of a copy; the rest comes from the earlier call."""
    source = call_or_404(request, slug)
    form = NewCallForm(request.POST or kept_data(request), initial={"name": source.name})
    if request.method == "POST" and form.is_valid() and (made := _make(form, request.user, source)):
        return _to_hub(request, made)
    return _page(request, form, {"earlier": [], "source": source})


def _make(form: NewCallForm, actor: Any, source: Call | None = None) -> Call | None:
    try:
        if source is None:
            return service.create(**form.values(), actor=actor)
        return service.copy(source, **form.values(), actor=actor)
    except ValidationError as wrong:
        form.tell(wrong.message_dict if hasattr(wrong, "error_dict") else {"": wrong.messages})
        return None


def _to_hub(request: HttpRequest, call: Call) -> HttpResponse:
    messages.success(request, _("The draft has been made. Only call administrators see it."))
    return redirect("grants:prepare_call", slug=call.slug)


def _page(request: HttpRequest, form: NewCallForm, context: dict[str, Any]) -> HttpResponse:
    refused = request.method == "POST"
    context |= {"form": form, "unsaved": not refused and form.is_bound}
    return render(request, "grants/prepare/new.html", context, status=INVALID if refused else 200)
