"""A part of a call that is one form: shown, saved, and only read once the call has been published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from grants.models import Call
from grants.views.prepare.fetch import call_or_404
from grants.views.prepare.parts import PARTS, following, frame
from grants.views.prepare.saving import attempt
from sky_portal.accounts.kept import kept_data
from sky_portal.ui.stale import Line

Values = dict[str, Any]


def form_page(
    request: HttpRequest,
    slug: str,
    *,
    part: str,
    form: Callable[..., Any],
    stored: Callable[[Call], Values],
    save: Callable[..., Call],
    remarks: Callable[[Values], list[str]],
) -> HttpResponse:
    """Shows and saves the part: `stored` gives its values, `save` is its verb, `remarks` warns of days."""
    call = call_or_404(request, slug)
    unsaved = kept_data(request)
    bound = form(request.POST or unsaved, stored=stored(call))
    status = 200
    if request.method == "POST":
        saved: list[Call] = []
        status = attempt(bound, lambda: saved.append(_save(save, call, bound, request.user)))
        if saved:
            messages.success(request, _("Saved."))
            return redirect(_onward(saved[0], part, go_on="continue" in request.POST))
    context = {
        **frame(call, part),
        "form": bound,
        "unsaved": unsaved is not None,
        "facts": _facts(bound),
        "remarks": [words for words in remarks(_shown(bound)) if words],
        "following": following(call, part),
    }
    return render(request, "grants/prepare/form.html", context, status=status or 200)


def _save(save: Callable[..., Call], call: Call, form: Any, actor: Any) -> Call:
    values = {name: value for name, value in form.cleaned_data.items() if name in form.stored}
    return save(call, values=values, actor=actor, seen=form.shown_digest)


def _onward(call: Call, part: str, *, go_on: bool) -> str:
    after = following(call, part) if go_on else None
    return after.address if after else PARTS[part].address(call)


def _facts(form: Any) -> list[tuple[Any, list[Line]]]:
    """What is stored, in words: for a call that can only be read."""
    return [(field.label, form.stored_lines(field.name)) for field in form.visible_fields()]


def _shown(form: Any) -> Values:
    """The values on the page: those typed and understood, else the stored ones."""
    return {**form.stored, **getattr(form, "cleaned_data", {})}
