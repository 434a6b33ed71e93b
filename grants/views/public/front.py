"""The front page: which calls there are, what is new, how it works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grants.models import Call
from grants.views.public.phase import Phase, phase_of, public_calls, public_news
from sky_portal.audience import PUBLIC, audience
from sky_portal.ui.caching import for_crowds

NEWS = 3


@audience(PUBLIC)
@require_safe
@for_crowds
def front(request: HttpRequest) -> HttpResponse:
    """Calls by what can be done in them now, and the latest news."""
    calls = public_calls(request.user).order_by("closes_at", "pk").prefetch_related("milestones")
    phases: dict[str, list[Call]] = {phase.value: [] for phase in Phase}
    for call in calls:
        phases[phase_of(call).value].append(call)
    phases["closed"].reverse()
    news = list(public_news(request.user)[:NEWS])
    return render(
        request, "grants/public/front.html", {**phases, "leading": _leading(phases), "latest": news}
    )


def _leading(phases: dict[str, list[Call]]) -> Call | None:
    """The call whose horizon stands on top: none while several ask for the reader's time."""
    now = [*phases["open"], *phases["coming"]]
    if len(now) == 1:
        return now[0]
    return None if now else next(iter(phases["closed"]), None)
