"""What anybody may read without an account: the front page, a call, its calendar."""

from datetime import timedelta
from enum import Enum
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from grants.models import Call, Milestone
from grants.rules import call_is_public, call_is_published
from sky_portal import clock
from sky_portal.audience import PUBLIC, audience
from sky_portal.texts import pick
from sky_portal.ui import icalendar
from sky_portal.ui.caching import for_crowds
from sky_portal.ui.horizon import when

REMIND = timedelta(days=1)


class Phase(Enum):
    """Where a call stands by the clock; never stored."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def phase_of(call: Call) -> Phase:
    """The phase of a published call now."""
    if clock.now() < call.opens_at:
        return Phase.COMING
    return Phase.OPEN if call.is_open() and call_is_published.test(None, call) else Phase.CLOSED


@audience(PUBLIC)
@require_safe
@for_crowds
def front(request: HttpRequest) -> HttpResponse:
    """Who the portal is for, which calls there are, how it works."""
    calls = list(_public_calls(request).order_by("closes_at", "pk").prefetch_related("milestones"))
    phases: dict[str, list[Call]] = {phase.value: [] for phase in Phase}
    for call in calls:
        phases[phase_of(call).value].append(call)
    phases["closed"].reverse()
    leading = next(iter([*phases["open"], *phases["coming"], *phases["closed"]]), None)
    return render(request, "grants/public/front.html", {**phases, "leading": leading})


@audience(PUBLIC)
@require_safe
@for_crowds
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """A call: who may apply, for what, how much, until when, and whom to ask."""
    parts = ("texts", "cost_categories", "contacts", "milestones")
    found = get_object_or_404(_public_calls(request).prefetch_related(*parts), slug=slug)
    context = {
        "call": found,
        "phase": phase_of(found).value,
        "sections": _sections(found),
        "timeline": [(milestone, when(milestone)) for milestone in found.milestones.all()],
    }
    return render(request, "grants/public/call.html", context)


@audience(PUBLIC)
@require_safe
@for_crowds
def call_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The call's dates as a calendar file."""
    found = get_object_or_404(_public_calls(request).prefetch_related("milestones"), slug=slug)
    address = request.build_absolute_uri(reverse("grants:call", args=[slug]))
    content = icalendar.write(_events(found, address), name=str(found))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response


def _public_calls(request: HttpRequest) -> QuerySet[Call]:
    """Published calls; a draft is seen in preparation, not here, whoever asks."""
    visible = Call.objects.visible_to(request.user).filter(call_is_public.q(request.user))
    return visible.select_related("authority")


def _sections(call: Call) -> list[dict[str, Any]]:
    """The call's texts in order; cost categories stand under the text `costs`, or else last."""
    sections = [
        {"key": text.key, "heading": text.heading, "body": text.body, "categories": []}
        for text in call.texts.all()
    ]
    categories = list(call.cost_categories.all())
    if not categories:
        return sections
    place = next((section for section in sections if section["key"] == "costs"), None)
    if place is None:
        place = {"key": "costs", "heading": {}, "body": {}}
        sections.append(place)
    place["categories"] = categories
    return sections


def _events(call: Call, address: str) -> list[icalendar.Event]:
    name = str(call)
    draft = gettext("An unfinished draft is not an application: the signatory must send it in time.")
    closing = icalendar.Event(
        uid=f"{call.case_id}-closes@sky",
        at=call.closes_at,
        summary=gettext("Call closes: %(name)s") % {"name": name},
        description=draft,
        url=address,
        remind_before=REMIND,
    )
    return [closing, *(_milestone_event(m, name, address) for m in _dated(call))]


def _dated(call: Call) -> list[Milestone]:
    """Milestones with a day of their own, the closing itself left out."""
    exact = [m for m in call.milestones.all() if m.precision in {"day", "minute"}]
    return [milestone for milestone in exact if milestone.at != call.closes_at]


def _milestone_event(milestone: Milestone, name: str, address: str) -> icalendar.Event:
    day = milestone.at.astimezone(clock.HELSINKI).date()
    return icalendar.Event(
        uid=f"{milestone.call.case_id}-{milestone.key}@sky",
        at=milestone.at if milestone.precision == "minute" else day,
        summary=f"{pick(milestone.label).text}: {name}",
        description=pick(milestone.applicant_does).text,
        url=address,
    )
