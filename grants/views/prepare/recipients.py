"""Recipients of a call by decisions made outside of the portal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from grants.forms.prepare.programme import RecipientsForm
from grants.models import Call, PastRecipient
from grants.services.call.recipients import LinesRefused, record_recipients, remove_recipient
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import INVALID
from sky_portal.accounts.kept import kept_data
from sky_portal.alphabet import sort_key
from sky_portal.audience import audience

PART = "recipients"


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def recipients(request: HttpRequest, slug: str) -> HttpResponse:
    """Lists them, and takes more of them as lines."""
    call = call_or_404(request, slug)
    unsaved = kept_data(request)
    form = RecipientsForm(request.POST or unsaved)
    faults, status = [], 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                return _recorded(request, call, form.cleaned_data["text"])
            except LinesRefused as refused:
                faults = refused.faults
                form.add_error("text", _("Nothing was recorded. Put these lines right, then record again."))
    context = {
        **frame(call, PART),
        "form": form,
        "faults": faults,
        "recorded": _listed(call),
        "unsaved": unsaved is not None,
    }
    return render(request, "grants/prepare/recipients.html", context, status=status)


@audience(ADMINISTRATORS)
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Takes back one that was recorded by mistake."""
    call = call_or_404(request, slug)
    try:
        remove_recipient(call, pk, actor=request.user)
        messages.success(request, _("Removed."))
    except KeyError:
        messages.error(request, _("It had been removed already."))
    return redirect("grants:prepare_recipients", slug=slug)


def _recorded(request: HttpRequest, call: Call, text: str) -> HttpResponse:
    count = record_recipients(call, text=text, actor=request.user)
    words = ngettext("%(count)s recipient was recorded.", "%(count)s recipients were recorded.", count)
    told = words % {"count": count} if count else _("All of these had been recorded already.")
    messages.success(request, told)
    return redirect("grants:prepare_recipients", slug=call.slug)


def _listed(call: Call) -> list[PastRecipient]:
    found = call.past_recipients.select_related("organisation", "recorded_by").order_by("pk")
    return sorted(found, key=lambda one: sort_key(one.organisation.name))
