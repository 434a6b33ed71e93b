"""One call: what is done, what is missing, what comes next, who was there last."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.models import Call
from grants.views.events import in_words
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import PARTS, Shown, frame
from grants.views.public.phase import phase_of
from sky_portal.audience import audience
from sky_portal.audit.models import AuditEvent

VERBS = {
    "create_call": _("Made the draft"),
    "copy_call": _("Made the draft as a copy"),
    "load": _("Loaded the call from data"),
    "publish": _("Published the call"),
    "extend": _("Extended the application period"),
    "edit_call": _("Changed the call"),
    "edit_examination": _("Changed how applications are examined"),
    "answer_questions": _("Changed the answers to questions"),
    "record_recipients": _("Recorded recipients"),
}


@audience(ADMINISTRATORS)
@require_safe
def hub(request: HttpRequest, slug: str) -> HttpResponse:
    """The parts of the call with the state of each."""
    call = call_or_404(request, slug)
    context = frame(call)
    shown = [one for group in context["parts"] for one in group["parts"]]
    context |= {
        "phase": phase_of(call).value,
        "next_part": next((one for one in shown if one.barring), None),
        "barring": sum(len(one.barring) for one in shown),
        "last": last_change(call, shown),
        "applications": call.applications.count(),
    }
    return render(request, "grants/prepare/hub.html", context)


def last_change(call: Call, shown: list[Shown]) -> dict[str, Any] | None:
    """The last act on the call: when, by whom, what, and the part that it was about."""
    events = AuditEvent.objects.filter(case=call.case_id).select_related("actor")
    event = events.order_by("-seq").first()
    if event is None:
        return None
    part = PARTS.get(event.facts.get("part", ""))
    address = next((one.address for one in shown if one.part == part), "")
    what = VERBS.get(event.verb) or in_words(event)
    return {"at": event.at, "actor": event.actor, "what": what, "part": part, "address": address}
