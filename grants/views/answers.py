"""Autosave: one answer at a time, with the version its writer saw."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants.models import Application
from grants.services.application import save_section
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from grants.views.section import form_of
from sky_portal import clock
from sky_portal.audience import audience
from sky_portal.questions.forms import VERSION, as_typed
from sky_portal.questions.models import Answer
from sky_portal.questions.rendering import in_words
from sky_portal.questions.schema import Question
from sky_portal.ui import formats


@audience(APPLICANTS)
@require_POST
def save_one(request: HttpRequest, case: UUID, key: str) -> JsonResponse:
    """Saves the answer to one question; 409 with the other's text, 422 with what is wrong."""
    application = own_application(request, case)
    refuse_reader(request, application)
    question = _question(application, key)
    form = form_of(application, question.section, request.POST)
    typed = form.typed()
    if key not in typed["values"]:
        raise Http404
    only = {name: {key: part[key]} if key in part else {} for name, part in typed.items()}
    result = save_section(application, question.section, actor=request.user, **only)
    if conflict := result.conflicts.get(key):
        return JsonResponse(_theirs(question, conflict.current), status=409)
    if error := result.errors.get(key):
        return JsonResponse({"words": " ".join(error.messages)}, status=422)
    saved = {"words": _("Saved %(time)s") % {"time": formats.hour(clock.now())}}
    return JsonResponse(saved | {"version": result.saved[key].version, "field": VERSION + key})


def _question(application: Application, key: str) -> Question:
    for question in application.sheet.question_set.questions:
        if question.key == key:
            return question
    raise Http404


def _theirs(question: Question, current: Answer) -> dict[str, Any]:
    """What stands there now: in words to compare, and as typed where one field can take it."""
    typed = as_typed(question, current.value)
    who = current.changed_by or _("Somebody")
    return {
        "version": current.version,
        "field": VERSION + question.key,
        "words": _("%(who)s changed this answer at %(time)s.")
        % {"who": who, "time": formats.hour(current.changed_at)},
        "theirs": _in_words(question, current.value),
        "typed": typed if isinstance(typed, str) else None,
    }


def _in_words(question: Question, value: Any) -> str:
    if value is None:
        return _("(empty)")
    if isinstance(value, dict) or (isinstance(value, list) and question.columns):
        return _("(see the saved table)")
    return in_words(question, value, get_language() or "fi")
