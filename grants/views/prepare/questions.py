"""The questions of a call: their overview, and the steps that have no form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.models import Call
from grants.services.call import is_draft
from grants.services.call import questions as service
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import CONFLICT, refused
from sky_portal.audience import audience
from sky_portal.questions import editing
from sky_portal.questions.described import describe, described, preview
from sky_portal.questions.faults import faults
from sky_portal.workflow import StepRefused

PART = "questions"
MOVES = {"up": -1, "down": 1}
THINGS: dict[str, Callable[[editing.Content, str], Any]] = {
    "section": editing.section_named,
    "question": editing.question_named,
}


@audience(ADMINISTRATORS)
@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """The sections with their questions, each with what it lacks."""
    call = call_or_404(request, slug)
    sections = described(call.question_set.content)
    return page(
        request,
        call,
        "grants/prepare/questions.html",
        sections=sections,
        count=sum(len(section.questions) for section in sections),
        general=[fault for fault in faults(call.question_set.content) if not fault.section],
    )


@audience(ADMINISTRATORS)
@require_POST
def move(request: HttpRequest, slug: str, what: str, key: str) -> HttpResponse:
    """Moves a section or a question one place, and comes back to it."""
    call = call_or_404(request, slug)
    named(call, key, THINGS.get(what))
    by = MOVES.get(request.POST.get("by", ""))
    if by and (told := attempt(lambda: service.move(call, key, what=what, by=by, actor=request.user))):
        messages.error(request, told)
    return back(call, f"{what}-{key}")


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, slug: str, what: str, key: str) -> HttpResponse:
    """Asks once more, names what waits for it, and deletes."""
    call = call_or_404(request, slug)
    content = editing.readable(call.question_set.content)
    thing = named(call, key, THINGS.get(what))
    if only_read(request, call):
        return back(call)
    told = ""
    if request.method == "POST":
        told = attempt(lambda: _delete(request, call, what, key))
        if not told:
            messages.success(request, _("Deleted."))
            return back(call)
    context = {
        "what": what,
        "thing": thing,
        "told": told,
        "waiting": editing.waiting_for(content, key) if what == "question" else [],
    }
    return page(
        request, call, "grants/prepare/questions_delete.html", status=CONFLICT if told else 200, **context
    )


@audience(ADMINISTRATORS)
@require_safe
def show(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The section as an applicant sees it; nothing can be saved."""
    call = call_or_404(request, slug)
    section = named(call, key, editing.section_named)
    content = editing.readable(call.question_set.content)
    form = preview(content, key)
    asked = [
        {
            "said": describe(content, question, []),
            "field": form[question["key"]],
            "secret": _secret(form, question),
        }
        for question in section["questions"]
    ]
    return page(
        request, call, "grants/prepare/questions_preview.html", section=section, asked=asked, form=form
    )


def page(
    request: HttpRequest, call: Call, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the part."""
    return render(request, template, {**frame(call, PART), **context}, status=status)


def named(call: Call, key: str, find: Callable[[editing.Content, str], Any] | None) -> Any:
    """The section or question of that key as it is stored; raises Http404 when there is none."""
    try:
        if find:
            return find(editing.readable(call.question_set.content), key)
    except KeyError:
        pass
    raise Http404


def only_read(request: HttpRequest, call: Call) -> bool:
    """Whether the page of a form leads back to the overview: nothing can be changed any more."""
    return request.method != "POST" and not is_draft(call)


def attempt(verb: Callable[[], Any]) -> str:
    """Runs a verb without a form; what was in its way in words, "" when it was done."""
    try:
        verb()
    except StepRefused:
        return refused()
    except editing.EditRefused as reason:
        return " ".join(reason.messages)
    except KeyError:
        return _("Somebody else has deleted it meanwhile.")
    return ""


def back(call: Call, place: str = "") -> HttpResponse:
    """To the overview, at the place."""
    address = redirect("grants:prepare_questions", slug=call.slug)
    if place:
        address["Location"] += f"#{place}"
    return address


def _delete(request: HttpRequest, call: Call, what: str, key: str) -> None:
    if what == "section":
        service.delete_section(call, key, actor=request.user)
    else:
        service.delete_question(call, key, actor=request.user, free="free" in request.POST)


def _secret(form: Any, question: Any) -> Any:
    name = f"secret-{question['key']}"
    return form[name] if name in form.fields else None
