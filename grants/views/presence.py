"""Who else has a part open, and what they have changed since: asked by the page every twenty seconds."""

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from grants import parts
from grants.models import Application
from grants.services.together import presence as rooms
from grants.services.together.words import in_words
from grants.views.answers import told_of
from grants.views.fetch import APPLICANTS, own_application
from sky_portal.audience import audience
from sky_portal.questions.forms import VERSION

# No answer is changed a milliard times, and no longer number is read.
DIGITS = re.compile("[0-9]{1,9}")


@audience(APPLICANTS)
@never_cache
@require_POST
def here(request: HttpRequest, case: UUID, part: str) -> JsonResponse:
    """Notes that the page is open and tells who else has it; `version-…` say what it shows.

    Nothing is written but in the cache, and a page that asks with `X-Poll` keeps no session alive.
    """
    application = own_application(request, case)
    if part not in parts.titles(application):
        raise Http404
    present = rooms.note(application, part, request.user)
    return JsonResponse({"here": in_words(present), "changed": _changed(request, application)})


def _changed(request: HttpRequest, application: Application) -> list[dict[str, Any]]:
    """The answers that others have changed since the page last knew of them."""
    seen = {}
    for name in request.POST:
        version = request.POST.get(name, "")
        if name.startswith(VERSION) and DIGITS.fullmatch(version):
            seen[name.removeprefix(VERSION)] = int(version)
    if not seen:
        return []
    asked = {question.key: question for question in application.sheet.question_set.questions}
    stored = application.sheet.answers.filter(key__in=seen.keys() & asked.keys())
    stored = stored.exclude(changed_by=request.user.pk).select_related("changed_by").order_by("pk")
    return [
        {"key": answer.key, **told_of(asked[answer.key], answer)}
        for answer in stored
        if answer.version > seen[answer.key]
    ]
