"""Declaring on many applications of a call at once, before they are read."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grants.forms.conflicts import RoundForm
from grants.models import Application, Call
from grants.models.application import ApplicationQuerySet
from grants.rules import EXAMINERS, has_declared, is_under_examination, reads_sent
from grants.services import conflicts as service
from grants.views.reading import named
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience, roles
from sky_portal.cases.batch import Result

# So many as one looks through in one go; the next ones come up when these have been declared.
ROWS = 50
# A number of a series sorts as a number, not as text.
NUMBER = (Length("case__number"), F("case__number"))


def undeclared(user: Any) -> ApplicationQuerySet:
    """What is under examination, is in the person's lists, and on which they have not declared."""
    listed = Application.objects.filter(reads_sent.q(user) & is_under_examination.q(user))
    return listed.exclude(has_declared.q(user))


@audience(roles(*EXAMINERS))
@require_http_methods(["GET", "POST"])
def declare_call(request: HttpRequest, slug: str) -> HttpResponse:
    """The applications of a call on which one has not declared, so many at a time."""
    call = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    waiting = undeclared(request.user).filter(call=call)
    unsaved = kept_data(request)
    typed = request.POST if request.method == "POST" else unsaved
    rows = list(_listed(waiting, typed)[:ROWS])
    ties = service.suggested(request.user, rows)
    form = RoundForm(typed, applications=rows, tied=ties)
    if request.method == "POST" and form.is_valid():
        _tell(request, service.declare_all(form.words, actor=request.user))
        return redirect("grants:declare_call", slug=slug)
    context = {
        "call": call,
        "form": form,
        "rows": [(*row, _members(row[0]), ties.get(row[0].pk, [])) for row in form.rows],
        "count": len(rows) if len(rows) < ROWS else waiting.count(),
        "unsaved": unsaved is not None,
    }
    failed = request.method == "POST"
    return render(request, "grants/conflicts/round.html", context, status=422 if failed else 200)


def _listed(waiting: ApplicationQuerySet, typed: QueryDict | None) -> ApplicationQuerySet:
    """By number, with the members as sent; of a form that was sent those alone that its page showed.

    What has come up since was not before the person's eyes: `rest` says nothing of it.
    """
    if typed is not None:
        shown = [int(pk) for pk in typed.getlist("shown")[:ROWS] if re.fullmatch("[0-9]{1,18}", pk)]
        waiting = waiting.filter(pk__in=shown)
    members = F("current_submission__content__application__members")
    return waiting.for_list().annotate(sent_members=members).order_by(*NUMBER, "pk")


def _members(application: Any) -> list[str]:
    """The names of all but the applicant, in the page's language."""
    return [named(one["organisation"]) for one in application.sent_members if not one["coordinates"]]


def _tell(request: HttpRequest, results: list[Result]) -> None:
    done = sum(result.done for result in results)
    if done:
        text = ngettext("%(count)s declaration was saved.", "%(count)s declarations were saved.", done)
        messages.success(request, text % {"count": done})
    for result in results:
        if not result.done:
            number = result.item.application.case.number
            messages.warning(request, _("%(number)s: the declaration was not saved.") % {"number": number})
