"""The lists of a call: its texts, categories, criteria and the others, row by row.

Moving is a button in a form: it works by keyboard and without scripts. The page that follows puts
the focus back on the button that was pressed, so that it can be pressed again.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.forms.prepare.rows import FORMS, DeleteForm, RowForm
from grants.models import Call
from grants.services.call import rows as verbs
from grants.services.call.rows import KINDS, RowGone
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import following, frame, problems_of
from grants.views.prepare.row_lists import LISTS
from grants.views.prepare.saving import CONFLICT, attempt
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ordering import STEPS
from sky_portal.ui.working_days import remark
from sky_portal.workflow import StepRefused

SHOW_MORE = "more"


@audience(ADMINISTRATORS)
@require_safe
def rows(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """The rows of a part in their order, with what may be done to each."""
    call = call_or_404(request, slug)
    found = list(verbs.rows_of(call, part))
    problems = problems_of(call)
    shown = LISTS[part]
    context = {
        **frame(call, part, problems=problems),
        "list": shown,
        "rows": [_shown(row, place, part) for place, row in enumerate(found, start=1)],
        "ordered": bool(KINDS[part].place),
        "full": len(found) >= KINDS[part].most,
        "total": shown.total(call, found),
        "problems": [problem for problem in problems if problem.part == part],
        "moved": _moved(request, [row.pk for row in found]),
        "following": following(call, part),
    }
    return render(request, "grants/prepare/rows.html", context)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def add_row(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """Adds a row at the end of the part."""
    call = call_or_404(request, slug)
    form = _form(request, part, {})

    def save() -> None:
        verbs.add_row(call, part=part, values=form.values(), actor=request.user)

    return _form_page(request, call, part, form, save, row=None)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def edit_row(request: HttpRequest, slug: str, part: str, pk: int) -> HttpResponse:
    """Changes a row."""
    call = call_or_404(request, slug)
    row = _row_or_404(call, part, pk)
    form = _form(request, part, verbs.values_of(row, part))

    def save() -> None:
        seen = form.shown_digest
        verbs.change_row(call, part=part, pk=pk, values=form.values(), actor=request.user, seen=seen)

    return _form_page(request, call, part, form, save, row=row)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def delete_row(request: HttpRequest, slug: str, part: str, pk: int) -> HttpResponse:
    """Asks whether the row is to be deleted, and deletes it."""
    call = call_or_404(request, slug)
    row = _row_or_404(call, part, pk)
    form = DeleteForm(request.POST or None, stored=verbs.values_of(row, part))
    status = 200
    if request.method == "POST":
        seen = request.POST.get("base", "")
        status = _attempt(
            form, lambda: verbs.delete_row(call, part=part, pk=pk, actor=request.user, seen=seen)
        )
        if not status:
            messages.success(request, _("Deleted: %(name)s") % {"name": row})
            return redirect("grants:prepare_rows", slug, part)
    context = {**frame(call, part), "list": LISTS[part], "row": _shown(row, 0, part), "form": form}
    return render(request, "grants/prepare/row_delete.html", context, status=status)


@audience(ADMINISTRATORS)
@require_POST
def move_row(request: HttpRequest, slug: str, part: str, pk: int) -> HttpResponse:
    """Moves a row one place up or down."""
    call = call_or_404(request, slug)
    _row_or_404(call, part, pk)
    direction = request.POST.get("direction", "")
    if direction not in STEPS or not KINDS[part].place:
        raise Http404
    page = reverse("grants:prepare_rows", args=[slug, part])
    try:
        verbs.move_row(call, part=part, pk=pk, direction=direction, actor=request.user)
    except StepRefused:
        messages.error(request, _("The call has been published: the order changes no more."))
        return redirect(page)
    except RowGone:
        messages.error(request, _gone())
        return redirect(page)
    return redirect(f"{page}?moved={pk}&to={direction}")


def _form_page(
    request: HttpRequest, call: Call, part: str, form: RowForm, save: Any, *, row: Any
) -> HttpResponse:
    status = 200
    if request.method == "POST" and SHOW_MORE not in request.POST:
        status = _attempt(form, save)
        if not status:
            _say_saved(request, form)
            return redirect("grants:prepare_rows", call.slug, part)
    context = {
        **frame(call, part),
        "list": LISTS[part],
        "row": row and _shown(row, 0, part),
        "form": form,
        "unsaved": kept_data(request) is not None,
    }
    return render(request, "grants/prepare/row_form.html", context, status=status)


def _attempt(form: Any, save: Any) -> int:
    try:
        return attempt(form, save)
    except RowGone:
        form.add_error(None, _gone())
        return CONFLICT


def _gone() -> str:
    return _("Somebody else has deleted this meanwhile. Nothing was saved.")


def _say_saved(request: HttpRequest, form: RowForm) -> None:
    messages.success(request, _("Saved."))
    for said in filter(None, (remark(day) for day in form.remarked_days())):
        messages.warning(request, said)


def _form(request: HttpRequest, part: str, stored: dict[str, Any]) -> RowForm:
    """The form as it was sent, as it was kept, or as what is stored fills it.

    Sent to see more of it, it is not judged yet: it comes back as it was typed.
    """
    form = FORMS[part](request.POST or kept_data(request), stored=stored)
    if SHOW_MORE not in request.POST:
        return form
    typed = {name: form[name].data for name in form.fields}
    again = FORMS[part](stored=stored, initial=typed)
    again.initial = {**again.initial, **typed}
    return again


def _row_or_404(call: Call, part: str, pk: int) -> Any:
    row = verbs.rows_of(call, part).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _shown(row: Any, place: int, part: str) -> dict[str, Any]:
    """A row as the pages show it: its name, and its cells beside their heads."""
    columns = LISTS[part].columns
    cells = [(column, column.cell(row)) for column in columns]
    return {"pk": row.pk, "place": place, "name": cells[0][1], "cells": cells[1:], "first": columns[0]}


def _moved(request: HttpRequest, keys: list[int]) -> dict[str, Any] | None:
    """The row that has just been moved, and which of its buttons has the focus; None when none was."""
    key, direction = request.GET.get("moved", ""), request.GET.get("to", "")
    if direction not in STEPS or key not in {str(known) for known in keys}:
        return None
    place = [str(known) for known in keys].index(key) + 1
    at_end = place == (1 if STEPS[direction] < 0 else len(keys))
    turned = {"up": "down", "down": "up"}[direction] if at_end else direction
    return {"pk": int(key), "place": place, "of": len(keys), "focus": turned}
