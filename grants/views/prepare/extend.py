"""More time for a published call: asked, shown in words, and only then given."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grants.forms.prepare.extend import ExtendForm
from grants.models import Call
from grants.services import call as service
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import attempt
from grants.workflows import CALL
from sky_portal import clock
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ui import formats
from sky_portal.ui.working_days import remark

# What the page of confirmation carries on.
CARRIED = (
    *("base", "closes_at-day", "closes_at-time", "closes_at-which"),
    *("reason_fi", "reason_sv", "reason_en"),
)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the new closing time and the reason, shows what will happen, and does it when confirmed."""
    call = call_or_404(request, slug)
    unsaved = kept_data(request)
    form = _form(call, request.POST or unsaved)
    if request.method == "GET" or "change" in request.POST:
        return _page(request, call, form, unsaved=unsaved is not None)
    if "confirm" not in request.POST and form.is_valid() and CALL.may("extend", request.user, call):
        return _page(request, call, form, carried=_carried(request))
    refusal = _("Only a published call can be extended.")
    status = attempt(form, lambda: service.extend(call, **_values(form), actor=request.user), refusal=refusal)
    if not status:
        messages.success(request, _done(call, form))
        return redirect("grants:prepare_extend", slug=slug)
    return _page(request, call, form, status=status)


def _form(call: Call, data: Any) -> ExtendForm:
    return ExtendForm(data, stored={"closes_at": call.closes_at}, initial={"closes_at": None})


def _values(form: ExtendForm) -> dict[str, Any]:
    return {"closes_at": form.cleaned_data["closes_at"], "reason": form.cleaned_data["reason"]}


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, request.POST[name]) for name in CARRIED if name in request.POST]


def _done(call: Call, form: ExtendForm) -> str:
    """What has happened, in a sentence or two."""
    words = _("The call now closes on %(weekday)s %(moment)s.") % _in_words(form.cleaned_data["closes_at"])
    count = call.applications.count()
    if not count:
        return words
    told = ngettext(
        "The people of %(count)d application are being told.",
        "The people of %(count)d applications are being told.",
        count,
    )
    return f"{words} {told % {'count': count}}"


def _in_words(at: Any) -> dict[str, str]:
    return {"weekday": formats.weekday(at), "moment": formats.moment(at)}


def _page(
    request: HttpRequest,
    call: Call,
    form: ExtendForm,
    *,
    carried: list[tuple[str, str]] | None = None,
    status: int = 200,
    unsaved: bool = False,
) -> HttpResponse:
    new = getattr(form, "cleaned_data", {}).get("closes_at")
    context = {
        **frame(call, page="extend"),
        "form": form,
        "unsaved": unsaved,
        "carried": carried,
        "new_closing": new,
        "remark": remark(new),
        "may_extend": CALL.may("extend", request.user, call),
        "has_closed": call.closes_at < clock.now(),
        "applications": call.applications.count(),
        "extensions": list(call.extensions.select_related("made_by").order_by("-made_at", "-pk")),
    }
    return render(request, "grants/prepare/extend.html", context, status=status)
