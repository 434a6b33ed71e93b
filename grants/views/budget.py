"""The budget page: typed rows in, the verb's answer out, nothing typed ever lost."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.budgeting import BudgetSums
from grants.forms.budget import BudgetForm
from grants.models import Application, Budget
from grants.rules import edits_application
from grants.services import budget as service
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.audit.models import AuditEvent


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows the working copy's budget and saves what was typed."""
    application = own_application(request, case)
    if not application.call.shares_money:
        raise Http404
    if request.method == "POST":
        refuse_reader(request, application)
        return _post(request, application)
    current = service.applied(application)
    if unsaved := kept_data(request):
        form, base = BudgetForm.posted(application, unsaved), _number(unsaved.get("revision"))
        return _page(request, application, current, form, base=base, unsaved=True)
    form = BudgetForm.saved(application, current.lines.all(), current.other_funding.all())
    return _page(request, application, current, form, base=current.revision)


def _post(request: HttpRequest, application: Application) -> HttpResponse:
    form = BudgetForm.posted(application, request.POST)
    base = _number(request.POST.get("revision"))
    if "save" not in request.POST and _rearranged(request, form):
        return _page(request, application, service.applied(application), form, base=base, rearranged=True)
    try:
        service.save_lines(
            application,
            lines=form.typed_lines(),
            other=form.typed_other(),
            base_revision=base,
            actor=request.user,
        )
    except service.BudgetErrors as refused:
        form.refuse(refused.errors)
        current = service.applied(application)
        return _page(request, application, current, form, base=base, status=422)
    except service.BudgetConflict as conflict:
        return _page(request, application, conflict.current, form, base=base, conflict=True, status=409)
    messages.success(request, _("The budget has been saved."))
    return redirect("grants:budget", case=application.case_id)


def _rearranged(request: HttpRequest, form: BudgetForm) -> bool:
    """Adds or removes a row for a browser without scripts; whether that was asked for."""
    if (table := request.POST.get("add", "")) in form.tables:
        form.add(table)
        return True
    table, _dash, number = request.POST.get("remove", "").partition("-")
    if table in form.tables:
        form.remove(table, number)
        return True
    return False


def _page(
    request: HttpRequest,
    application: Application,
    current: Budget,
    form: BudgetForm,
    *,
    base: int,
    conflict: bool = False,
    rearranged: bool = False,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "form": form,
        "base": current.revision if conflict else base,
        "conflict": conflict,
        "rearranged": rearranged,
        "unsaved": unsaved,
        "stored": stored(current, form),
        "saved": last_saved(application),
        "may_edit": edits_application.test(request.user, application),
    }
    return render(request, "grants/budget.html", context, status=status)


def stored(current: Budget, form: BudgetForm) -> dict[str, Any]:
    """What is saved: its lines, its sums, the sums by member in the form's order."""
    lines = list(current.lines.select_related("member__organisation", "category"))
    sums: BudgetSums = service.sums(current)
    return {
        "lines": lines,
        "sums": sums,
        "members": [(pk, name, sums.by_member.get(int(pk), 0)) for pk, name in form.choices["member"]],
    }


def last_saved(application: Application) -> AuditEvent | None:
    """Who saved the budget last, and when."""
    return (
        AuditEvent.objects.filter(case_id=application.case_id, verb="save_budget")
        .select_related("actor")
        .order_by("-seq")
        .first()
    )


def _number(text: str | None) -> int:
    """The revision the page was made from; what is none fits no stored one."""
    return int(text) if text and re.fullmatch("[0-9]{1,9}", text) else -1
