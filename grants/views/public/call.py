"""A call's page, and what is on it: the same for the public and for a preview."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grants.models import Call, Criterion
from grants.services.answers import is_complete
from grants.views.public.conditions import condition
from grants.views.public.phase import phase_of, public_calls, public_news
from sky_portal.audience import PUBLIC, audience
from sky_portal.ui.caching import for_crowds
from sky_portal.ui.horizon import when

NEWS = 3
PARTS = (
    *("texts", "cost_categories", "contacts", "milestones", "criteria", "attachments_asked"),
    *("instalments", "dates", "answers", "extensions"),
)


@audience(PUBLIC)
@require_safe
@for_crowds
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """A call: who may apply, with whom, for what, how much, until when, and whom to ask."""
    found = get_object_or_404(public_calls(request.user), slug=slug)
    return render(request, "grants/public/call.html", call_context(found))


def call_context(call: Call, *, preview: bool = False) -> dict[str, Any]:
    """What `grants/public/_call_body.html` needs; a draft may be shown too, as a `preview`.

    Nothing in a preview leads to a page that the public does not have yet.
    """
    prefetch_related_objects([call], *PARTS)
    answers = [answer for answer in call.answers.all() if is_complete(answer)]
    return {
        "call": call,
        "preview": preview,
        "phase": phase_of(call).value,
        "condition": condition(call.programme.eligibility),
        "sections": _sections(call),
        "tells_how": any(text.key == "how" for text in call.texts.all()),
        "attachments": list(call.attachments_asked.all()),
        "criteria": [(criterion, scale(criterion)) for criterion in call.criteria.all()],
        "instalments": list(call.instalments.all()) if call.shares_money else [],
        "dates": list(call.dates.all()),
        "timeline": [(milestone, when(milestone)) for milestone in call.milestones.all()],
        "answers": answers,
        "newest": max((answer.answered_at for answer in answers), default=None),
        "extensions": list(reversed(call.extensions.all())),
        "news": list(public_news(AnonymousUser()).filter(call=call)[:NEWS]),
    }


def scale(criterion: Criterion) -> list[dict[str, Any]]:
    """The scores of a criterion that have words, from the highest."""
    worded = [step for step in criterion.scale if any(step["text"].values())]
    return sorted(worded, key=lambda step: -step["score"])


def _sections(call: Call) -> list[dict[str, Any]]:
    """The call's texts in order; cost categories stand under the text `costs`, or else last."""
    sections = [
        {"key": text.key, "heading": text.heading, "body": text.body, "categories": []}
        for text in call.texts.all()
    ]
    categories = list(call.cost_categories.all()) if call.shares_money else []
    if not categories:
        return sections
    place = next((section for section in sections if section["key"] == "costs"), None)
    if place is None:
        place = {"key": "costs", "heading": {}, "body": {}}
        sections.append(place)
    place["categories"] = categories
    return sections
