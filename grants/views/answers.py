"""Autosave: one answer at a time, with the version its writer saw."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants.models import Application
from grants.services.application import save_section
from grants.views.fetch import APPLICANTS, own_answers
from grants.views.section import WITHHELD, form_of
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.questions import rendering
from sky_portal.questions.forms import VERSION, as_typed
from sky_portal.questions.models import Answer
from sky_portal.questions.schema import Question
from sky_portal.ui import formats


@audience(APPLICANTS)
@require_POST
def save_one(request: HttpRequest, case: UUID, key: str) -> JsonResponse:
    """Saves the answer to one question; 409 with the other's text, 422 or 403 with what is wrong."""
    application = own_answers(request, case)
    question = _question(application, key)
    form = form_of(application, question.section, request.POST, only=key)
    typed = form.typed()
    if key not in typed["values"]:
        raise Http404
    only = {name: {key: part[key]} if key in part else {} for name, part in typed.items()}
    try:
        result = save_section(application, question.section, actor=request.user, **only)
    except PermissionDenied:
        return JsonResponse({"words": str(WITHHELD)}, status=403)
    if conflict := result.conflicts.get(key):
        return JsonResponse(told_of(question, conflict.current), status=409)
    if error := result.errors.get(key):
        return JsonResponse({"words": " ".join(error.messages)}, status=422)
    saved: dict[str, Any] = {"words": _("Saved %(time)s") % {"time": formats.hour(clock.now())}}
    return JsonResponse(saved | {"version": result.saved[key].version, "field": VERSION + key})


def _question(application: Application, key: str) -> Question:
    for question in application.sheet.question_set.questions:
        if question.key == key:
            return question
    raise Http404


def told_of(question: Question, current: Answer) -> dict[str, Any]:
    """What stands there now: in words to compare, and as typed where one field can take it."""
    typed = as_typed(question, current.value)
    who = current.changed_by or _("Somebody")
    return {
        "version": current.version,
        "field": VERSION + question.key,
        "words": _("%(who)s changed this answer at %(time)s.")
        % {"who": who, "time": formats.hour(current.changed_at)},
        "secret": current.secret,
        "theirs": _answer(question, current.value),
        "typed": typed if isinstance(typed, str) else None,
    }


def _answer(question: Question, value: Any) -> str:
    if value is None:
        return _("(empty)")
    if isinstance(value, dict) or (isinstance(value, list) and question.columns):
        return _("(see the saved table)")
    return rendering.in_words(question, value, get_language() or "fi")
