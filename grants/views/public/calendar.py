"""A call's dates as a calendar file."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from grants.models import Call, Milestone
from grants.views.public.phase import public_calls
from sky_portal import clock
from sky_portal.audience import PUBLIC, audience
from sky_portal.texts import pick
from sky_portal.ui import icalendar
from sky_portal.ui.caching import for_crowds

REMIND = timedelta(days=1)


@audience(PUBLIC)
@require_safe
@for_crowds
def call_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The closing and the dated stages; after an extension calendars put the new time for the old."""
    found = get_object_or_404(
        public_calls(request.user).prefetch_related("milestones", "extensions"), slug=slug
    )
    address = request.build_absolute_uri(reverse("grants:call", args=[slug]))
    content = icalendar.write(_events(found, address), name=str(found))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response


def _events(call: Call, address: str) -> list[icalendar.Event]:
    name = str(call)
    draft = gettext("An unfinished draft is not an application: the signatory must send it in time.")
    changes = [extension.made_at for extension in call.extensions.all()]
    closing = icalendar.Event(
        uid=f"{call.case_id}-closes@sky",
        at=call.closes_at,
        summary=gettext("Call closes: %(name)s") % {"name": name},
        description=draft,
        url=address,
        remind_before=REMIND,
        sequence=len(changes),
        changed_at=max(changes, default=None),
    )
    return [closing, *(_milestone_event(m, name, address, changes) for m in _dated(call))]


def _dated(call: Call) -> list[Milestone]:
    """Milestones with a day of their own, the closing itself left out."""
    exact = [m for m in call.milestones.all() if m.precision in {"day", "minute"} and m.key != "closes"]
    return [milestone for milestone in exact if milestone.at != call.closes_at]


def _milestone_event(
    milestone: Milestone, name: str, address: str, changes: list[datetime]
) -> icalendar.Event:
    day = milestone.at.astimezone(clock.HELSINKI).date()
    return icalendar.Event(
        uid=f"{milestone.call.case_id}-{milestone.key}@sky",
        at=milestone.at if milestone.precision == "minute" else day,
        summary=f"{pick(milestone.label).text}: {name}",
        description=pick(milestone.applicant_does).text,
        url=address,
        sequence=len(changes),
        changed_at=max(changes, default=None),
    )
