"""Acts on several applications of the worklist at once: one transaction each, a result each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grants.forms import desk as forms
from grants.models import Application
from grants.services import assigning, worklist
from grants.services.assigning import Result
from grants.views.received import Desk
from sky_portal.accounts.enums import Role
from sky_portal.audience import audience, roles
from sky_portal.ui.tables import PAGE, address

ASSIGNERS = roles(Role.PRESENTING_OFFICER, Role.CALL_ADMINISTRATOR)
MOST = forms.MOST_ROWS


@audience(ASSIGNERS)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Does what was asked to the marked rows of the list that the address names."""
    desk = Desk(request)
    if desk.call is None:
        raise Http404
    form = forms.BulkForm(request.POST, call=desk.call)
    if not form.is_valid():
        for fault in form.non_field_errors() or [_("Choose what is done.")]:
            messages.error(request, str(fault))
        return redirect(_back(request))
    chosen = _chosen(desk, form.cleaned_data)
    results = ACTS[form.cleaned_data["act"]](chosen, form.cleaned_data, request.user)
    return _told(request, results)


def _chosen(desk: Desk, data: dict[str, Any]) -> list[Application]:
    """The marked rows that this person reads, or the whole list, in the list's order."""
    if data["whole"]:
        keys = desk.found.values_list("pk", flat=True)[:MOST]
        return list(desk.found.filter(pk__in=list(keys)).select_related("call", "case"))
    mine = worklist.readable_by(desk.user, desk.call).filter(pk__in=data["row"])
    return list(worklist.in_table_order(mine).select_related("call", "case"))


def _examine(chosen: list[Application], data: dict[str, Any], actor: Any) -> list[Result]:
    return assigning.for_each(chosen, lambda one: assigning.take_under_examination(one, actor=actor))


def _officer(chosen: list[Application], data: dict[str, Any], actor: Any) -> list[Result]:
    return assigning.for_each(
        chosen, lambda one: assigning.assign_officer(one, officer=data["officer"], actor=actor)
    )


def _spread_officers(chosen: list[Application], data: dict[str, Any], actor: Any) -> list[Result]:
    if not chosen:
        return []
    people = list(assigning.officers_of(chosen[0].call))
    return assigning.spread_evenly(chosen, people=people, what=assigning.OFFICER, actor=actor)


def _assessors(chosen: list[Application], data: dict[str, Any], actor: Any) -> list[Result]:
    given = {"assessors": list(data["people"]), "due_on": data["due_on"], "actor": actor}
    return assigning.for_each(chosen, lambda one: assigning.assign_assessors(one, **given))


def _spread_assessors(chosen: list[Application], data: dict[str, Any], actor: Any) -> list[Result]:
    people = list(data["people"])
    return assigning.spread_evenly(chosen, people=people, due_on=data["due_on"], actor=actor)


ACTS: dict[str, Callable[[list[Application], dict[str, Any], Any], list[Result]]] = {
    forms.EXAMINE: _examine,
    forms.OFFICER: _officer,
    forms.SPREAD_OFFICERS: _spread_officers,
    forms.ASSESSORS: _assessors,
    forms.SPREAD_ASSESSORS: _spread_assessors,
}


def _told(request: HttpRequest, results: list[Result]) -> HttpResponse:
    """Back to the list where all went well; else a page that says what did not, and why."""
    refused = [result for result in results if result.refusal]
    done = len(results) - len(refused)
    if done or not results:
        text = ngettext("%(count)s application: done.", "%(count)s applications: done.", done)
        messages.success(request, text % {"count": done})
    if not refused:
        return redirect(_back(request))
    context = {"refused": refused, "done": done, "back": _back(request)}
    return render(request, "grants/desk/results.html", context)


def _back(request: HttpRequest) -> str:
    """The list from which the act was sent, the same page of it."""
    return reverse("grants:received") + address(request.GET, **{PAGE: request.GET.get(PAGE)})
