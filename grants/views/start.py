"""Starting an application: never a closed door."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from grants.forms.application import StartForm
from grants.models import Call
from grants.rules import call_is_public
from grants.services import application as service
from grants.services import taking_over
from pilots.rules import writes_for_provider
from sky_portal import clock
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import Organisation
from sky_portal.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks the pilot's name and the language of the case, and opens the task list."""
    call = get_object_or_404(
        Call.objects.visible_to(request.user).filter(call_is_public.q(request.user)), slug=slug
    )
    organisations = writes_for(request.user)
    if not call.is_open():
        return render(
            request, "grants/start_closed.html", {"call": call, "coming": clock.now() < call.opens_at}
        )
    if not organisations:
        return redirect(f"{reverse('accounts:access_request')}?{urlencode({'next': request.path})}")
    unsaved = kept_data(request)
    earlier = taking_over.sources(call, request.user)
    form = StartForm(
        request.POST or unsaved,
        organisations=organisations,
        sources=earlier if earlier.exists() else None,
    )
    posted = request.method == "POST"
    if posted and form.is_valid() and (started := _start(call, form, request.user)):
        page = "grants:taken_over" if started.copied_from_id else "grants:application"
        return redirect(page, case=started.case_id)
    context = {"call": call, "form": form, "organisation": form.only, "unsaved": unsaved is not None}
    return render(request, "grants/start.html", context, status=422 if posted and form.errors else 200)


def writes_for(user: Any) -> list[Organisation]:
    """The education providers for which this person may write, by name."""
    return list(Organisation.objects.filter(writes_for_provider.q(user)).by_name())


def _start(call: Call, form: StartForm, actor: Any) -> Any:
    cleaned = form.cleaned_data
    fields = {
        "name": cleaned["name"],
        "organisation": form.organisation_chosen,
        "language": cleaned["language"],
        "token": cleaned["token"],
    }
    try:
        if source := cleaned.get("source"):
            return taking_over.start_from(source, call=call, actor=actor, **fields)
        return service.start(call, actor=actor, **fields)
    except service.CallNotOpen as closed:
        form.add_error(None, str(closed.message))
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
    return None
