"""What officials save beside an application: marks on the checklist, one or all; notes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants.forms.case_desk import ANSWER, NOTE, VERSION, ChecklistForm, NoteForm
from grants.models import Application, CheckMark
from grants.services import checklist
from grants.services.checklist import MarkConflict, points_of
from grants.services.notes import write_note
from grants.views.case_desk import current_page, framed
from grants.views.case_list import back_to_case
from grants.views.case_panels import Typed
from grants.views.desk_fetch import opened_application
from sky_portal import clock
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.audience import audience, roles
from sky_portal.ui import formats
from sky_portal.workflow import StepRefused


@audience(roles(Role.PRESENTING_OFFICER))
@framed
@require_POST
def save_checklist(request: HttpRequest, case: UUID) -> HttpResponse:
    """Saves every point that says something else; what cannot be saved comes back as it was typed."""
    application = opened_application(request, case)
    form = ChecklistForm(points_of(application), request.POST)
    form.is_valid()
    # What is stored of one point does not wait for the fault of another.
    for key in form.points:
        if not {ANSWER + key, NOTE + key} & set(form.errors):
            _save(request, application, form, key)
    if form.errors:
        status = 409 if form.conflicts else 422
        return current_page(request, application, typed=Typed(checklist=form), status=status)
    messages.success(request, _("The checklist was saved."))
    return back_to_case(request, application, "#checklist")


@audience(roles(Role.PRESENTING_OFFICER))
@require_POST
def save_mark(request: HttpRequest, case: UUID, key: str) -> JsonResponse:
    """Saves one point; 409 with the other's mark, 422 or 403 with what is wrong."""
    application = opened_application(request, case)
    points = [point for point in points_of(application) if point.item.key == key]
    if not points:
        raise Http404
    form = ChecklistForm(points, request.POST)
    form.is_valid()
    try:
        saved = (
            None
            if form.errors
            else checklist.mark(application, item=points[0].item, actor=request.user, **form.typed(key))
        )
    except KeyError:
        raise Http404 from None
    except MarkConflict as conflict:
        return JsonResponse(_theirs(key, conflict.current), status=409)
    except ValidationError as wrong:
        return JsonResponse({"words": " ".join(wrong.messages)}, status=422)
    except (PermissionDenied, StepRefused):
        return JsonResponse(
            {"words": _("You cannot mark the checklist of this application now.")}, status=403
        )
    if form.errors:
        return JsonResponse(
            {"words": " ".join(str(words) for found in form.errors.values() for words in found)}, status=422
        )
    words = _("Saved %(time)s") % {"time": formats.hour(clock.now())}
    return JsonResponse({"words": words, "field": VERSION + key, "version": saved.version if saved else 0})


@audience(roles(*OFFICIAL_ROLES))
@framed
@require_POST
def add_note(request: HttpRequest, case: UUID) -> HttpResponse:
    """Writes a note; what was typed stays when it cannot be kept."""
    application = opened_application(request, case)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            write_note(application, actor=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error("text", wrong)
        else:
            messages.success(request, _("The note was written."))
            return back_to_case(request, application, "#notes")
    return current_page(request, application, typed=Typed(note=form), status=422)


def _save(request: HttpRequest, application: Application, form: ChecklistForm, key: str) -> None:
    try:
        typed = form.typed(key)
    except KeyError:
        return
    try:
        form.saved(key, checklist.mark(application, item=form.points[key].item, actor=request.user, **typed))
    except MarkConflict as conflict:
        form.disagree(key, conflict.current)
    except ValidationError as wrong:
        form.add_error(ANSWER + key, wrong.messages)


def _theirs(key: str, current: CheckMark | None) -> dict[str, Any]:
    """What stands there now, in words to compare."""
    told: dict[str, Any] = {
        "field": VERSION + key,
        "version": current.version if current else 0,
        "typed": None,
    }
    if current is None:
        return told | {"words": _("Somebody has taken the mark away meanwhile."), "theirs": "–"}
    words = _("%(who)s marked this point at %(time)s.") % {
        "who": current.marked_by,
        "time": formats.hour(current.marked_at),
    }
    theirs = " · ".join(filter(None, (str(current.get_answer_display()), current.note)))
    return told | {"words": words, "theirs": theirs}
