"""The forms of sections and questions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.models import Call
from grants.services.call import questions as service
from grants.services.call.basics import ChangedMeanwhile
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.questions import attempt, back, named, only_read, page
from grants.views.prepare.saving import CONFLICT, INVALID
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.questions import editing
from sky_portal.questions.described import KINDS
from sky_portal.questions.editor_forms import QuestionForm, SectionTextsForm
from sky_portal.questions.enums import QuestionType


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """Adds a section, or changes its texts."""
    call = call_or_404(request, slug)
    stored = named(call, key, editing.section_named) if key else {}
    if only_read(request, call):
        return back(call)
    unsaved = kept_data(request)
    shown = {name: stored.get(name, {}) for name in ("title", "intro")} if key else {}
    form = SectionTextsForm(request.POST or unsaved, stored=shown)
    status = 200
    if request.method == "POST":
        status = _attempt(form, lambda: _save_section(request, call, form, key, stored))
        if not status:
            return back(call, f"section-{form.saved_key}")
    context = {"form": form, "stored": stored, "unsaved": unsaved is not None}
    return page(request, call, "grants/prepare/questions_section.html", status=status, **context)


@audience(ADMINISTRATORS)
@require_safe
def kinds(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Asks first which kind of question it shall be."""
    call = call_or_404(request, slug)
    context = {"section": named(call, section, editing.section_named), "kinds": KINDS}
    if only_read(request, call):
        return back(call)
    return page(request, call, "grants/prepare/questions_kind.html", **context)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str, section: str, kind: str) -> HttpResponse:
    """A new question of this kind."""
    call = call_or_404(request, slug)
    named(call, section, editing.section_named)
    if kind not in QuestionType.values:
        raise Http404
    return _question_page(request, call, kind, section=section)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Changes a question."""
    call = call_or_404(request, slug)
    stored = named(call, key, editing.question_named)
    return _question_page(request, call, stored["type"], stored=stored)


def _question_page(
    request: HttpRequest, call: Call, kind: str, *, stored: Any = None, section: str = ""
) -> HttpResponse:
    if only_read(request, call):
        return back(call)
    content = editing.readable(call.question_set.content)
    unsaved = kept_data(request)
    form = QuestionForm(kind, content, question=stored, section=section, data=request.POST or unsaved)
    status = 200
    if request.method == "POST" and not form.is_step():
        status = _attempt(form, lambda: _save_question(request, call, form))
        if not status:
            return back(call, f"question-{form.saved_key}")
    context = {
        "form": form,
        "stored": stored,
        "kind": QuestionType(kind).label,
        "section": editing.section_named(content, form.home),
        "unsaved": unsaved is not None,
    }
    return page(request, call, "grants/prepare/questions_question.html", status=status, **context)


def _attempt(form: Any, save: Any) -> int:
    """Runs the verb when the form is valid; 0 when it was saved, else the status of the page."""
    if not form.is_valid():
        return CONFLICT if form.is_stale else INVALID
    try:
        told = attempt(save)
    except ChangedMeanwhile as changed:
        form.refuse_stale(changed.stored)
        return CONFLICT
    if told:
        form.add_error(None, told)
        return CONFLICT
    return 0


def _save_section(request: HttpRequest, call: Call, form: Any, key: str, seen: Any) -> None:
    texts = {"title": form.cleaned_data["title"], "intro": form.cleaned_data["intro"]}
    if key:
        service.change_section(call, key, **texts, actor=request.user, seen=seen)
    form.saved_key = key or service.add_section(call, **texts, actor=request.user)
    messages.success(request, _("Saved."))


def _save_question(request: HttpRequest, call: Call, form: QuestionForm) -> None:
    made, actor = form.as_json(), request.user
    if form.question:
        key = form.question["key"]
        service.change_question(
            call, key, question=made, section=form.section, actor=actor, seen=form.question
        )
    else:
        key = service.add_question(call, form.home, question=made, actor=actor)
    form.saved_key = key
    messages.success(request, _("Saved."))
