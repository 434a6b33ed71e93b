"""Questions about a call and their answers: written as long as people ask, also after publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.forms.answers import AnswerForm, DeleteAnswerForm
from grants.models import Call, CallAnswer
from grants.services import answers as verbs
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import CONFLICT, attempt
from grants.workflows import CALL
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ordering import STEPS
from sky_portal.workflow import StepRefused

PART = "answers"


@audience(ADMINISTRATORS)
@require_safe
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions in their order, and which of them everybody sees."""
    call = call_or_404(request, slug)
    found = list(call.answers.all())
    context = {
        **frame(call, PART),
        "answers": [(answer, verbs.is_complete(answer)) for answer in found],
        "may_answer": CALL.may("answer_questions", request.user, call),
        "moved": _moved(request, found),
    }
    return render(request, "grants/prepare/answers.html", context)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new question with its answer."""
    call = call_or_404(request, slug)
    form = AnswerForm(request.POST or kept_data(request), stored={})
    return _write(
        request, call, form, lambda: verbs.add_answer(call, **_texts(form), actor=request.user), None
    )


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Changes what is asked or answered; what the public reads changes at once."""
    call, found = _found(request, slug, pk)
    form = AnswerForm(request.POST or kept_data(request), stored=verbs.values_of(found))

    def save() -> None:
        verbs.save_answer(found, **_texts(form), actor=request.user, seen=form.shown_digest)

    return _write(request, call, form, save, found)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks whether it is to be deleted, and deletes it."""
    call, found = _found(request, slug, pk)
    form = DeleteAnswerForm(request.POST or None, stored=verbs.values_of(found))
    status = 0
    if request.method == "POST":
        seen = request.POST.get("base", "")
        status = _attempt(form, lambda: verbs.delete_answer(found, actor=request.user, seen=seen))
        if not status:
            messages.success(request, _("The question has been deleted."))
            return redirect("grants:prepare_answers", slug)
    context = {**frame(call, PART), "answer": found, "form": form}
    return render(request, "grants/prepare/answer_delete.html", context, status=status or 200)


@audience(ADMINISTRATORS)
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Moves a question one place up or down."""
    _call, found = _found(request, slug, pk)
    direction = request.POST.get("direction", "")
    if direction not in STEPS:
        raise Http404
    page = reverse("grants:prepare_answers", args=[slug])
    try:
        verbs.move_answer(found, direction=direction, actor=request.user)
    except StepRefused:
        messages.error(request, _refusal())
        return redirect(page)
    except verbs.AnswerGone:
        messages.error(request, _gone())
        return redirect(page)
    return redirect(f"{page}?moved={pk}&to={direction}")


def _write(
    request: HttpRequest, call: Call, form: AnswerForm, save: Callable[[], Any], found: CallAnswer | None
) -> HttpResponse:
    status = 0
    if request.method == "POST":
        status = _attempt(form, save)
        if not status:
            messages.success(request, _("The answer has been saved."))
            return redirect("grants:prepare_answers", call.slug)
    unsaved = kept_data(request) is not None
    context = {**frame(call, PART), "answer": found, "form": form, "unsaved": unsaved}
    return render(request, "grants/prepare/answer_form.html", context, status=status or 200)


def _attempt(form: Any, save: Callable[[], Any]) -> int:
    try:
        return attempt(form, save, refusal=_refusal())
    except verbs.AnswerGone:
        form.add_error(None, _gone())
        return CONFLICT


def _found(request: HttpRequest, slug: str, pk: int) -> tuple[Call, CallAnswer]:
    call = call_or_404(request, slug)
    return call, get_object_or_404(call.answers.all(), pk=pk)


def _texts(form: AnswerForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("question", "answer")}


def _moved(request: HttpRequest, found: list[CallAnswer]) -> dict[str, Any] | None:
    """The question that has just been moved, and which of its buttons has the focus."""
    key, direction = request.GET.get("moved", ""), request.GET.get("to", "")
    keys = [str(answer.pk) for answer in found]
    if direction not in STEPS or key not in keys:
        return None
    place = keys.index(key) + 1
    at_end = place == (1 if STEPS[direction] < 0 else len(keys))
    turned = {"up": "down", "down": "up"}[direction] if at_end else direction
    return {"pk": int(key), "place": place, "of": len(keys), "focus": turned}


def _gone() -> str:
    return _("Somebody else has deleted this meanwhile. Nothing was saved.")


def _refusal() -> str:
    return _("The call has been archived: questions are no longer answered.")
