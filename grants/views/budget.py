"""The budget page: typed rows in, the verb's answer out, nothing typed ever lost."""

from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.enums import CostType
from grants.forms.budget import BudgetForm
from grants.models import Application, Budget, BudgetLine
from grants.services import budget as service
from grants.services import pay_cap
from grants.views.fetch import APPLICANTS, own_application
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.audit.models import AuditEvent

# How far back a page looks for who changed the part that is in conflict.
RECENT = 50


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows the working copy's budget and saves what this person may change of it."""
    application = own_application(request, case)
    if not application.call.shares_money:
        raise Http404
    scope = service.scope_of(request.user, application)
    if request.method == "POST":
        if not scope:
            raise PermissionDenied
        return _post(request, application, scope)
    current = service.applied(application, with_rows=True)
    if unsaved := kept_data(request):
        form = BudgetForm.posted(application, unsaved, scope=scope)
        text = unsaved.get("sheet-text", "")
        return page(request, application, current, form, unsaved=True, sheet_text=text)
    form = BudgetForm.saved(application, current.lines.all(), current.other_funding.all(), scope=scope)
    return page(request, application, current, form)


def _post(request: HttpRequest, application: Application, scope: service.Scope) -> HttpResponse:
    form = BudgetForm.posted(application, request.POST, scope=scope)
    if "save" not in request.POST and _rearranged(request, form):
        current = service.applied(application, with_rows=True)
        return page(request, application, current, form, rearranged=True)
    try:
        saved = service.save_lines(
            application,
            lines=form.typed_lines(),
            other=form.typed_other(),
            seen=form.seen,
            actor=request.user,
        )
    except service.BudgetErrors as refused:
        form.refuse(refused.errors)
        current = service.applied(application, with_rows=True)
        return page(request, application, current, form, status=422)
    except service.BudgetConflict as conflict:
        current = service.applied(application, with_rows=True)
        form.saw(service.seen_in(current), conflict.parts)
        return page(request, application, current, form, conflict=conflict.parts, status=409)
    messages.success(request, _("The budget has been saved."))
    if others := _changed_by_others(request, application, form, saved):
        words = _("Meanwhile others have saved, and this page shows it too: %(whose)s.")
        messages.info(request, words % {"whose": ", ".join(others)})
    return redirect("grants:budget", case=application.case_id)


def _changed_by_others(
    request: HttpRequest, application: Application, form: BudgetForm, saved: Budget
) -> list[str]:
    """Whose costs stand otherwise than in the page that was sent, though its writer left them alone."""
    last = last_saved(application)
    mine = last is not None and last.actor_id == request.user.pk and last.facts["revision"] == saved.revision
    left_alone = set(form.seen) - set(last.facts.get("parts", ()) if last and mine else ())
    now = service.seen_in(saved)
    changed = {part for part in left_alone if now.get(part) != form.seen[part]}
    return part_names(form, changed)


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


def page(
    request: HttpRequest,
    application: Application,
    current: Budget,
    form: BudgetForm,
    *,
    conflict: AbstractSet[str] = frozenset(),
    rearranged: bool = False,
    unsaved: bool = False,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The budget page with a form as it stands, `more` for what only some ways to it say."""
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "form": form,
        "conflict": conflicting(current, form, conflict) if conflict else None,
        "rearranged": rearranged,
        "unsaved": unsaved,
        "stored": stored(current, form),
        "saved": last_saved(application, conflict),
        "may_edit": bool(form.scope),
        "words": _words(),
        # What lies in the box of a pasted table, not yet looked at.
        "sheet_text": request.POST.get("sheet-text", ""),
    }
    return render(request, "grants/budget.html", context | more, status=status)


def _words() -> dict[str, str]:
    """Sentences that the browser fills in as one types."""
    return {
        "over": _(pay_cap.OVER),
        "months": _(pay_cap.OVER_WITHOUT_MONTHS),
        "shown": _("%(shown)s lines of %(all)s"),
    }


def stored(current: Budget, form: BudgetForm) -> dict[str, Any]:
    """What is saved: its sums, the sums of each kind in the form's order, what is others' to write."""
    lines = list(current.lines.all())
    others = [line for line in lines if not form.scope.covers(str(line.member_id))]
    return {
        "sums": service.sums(current),
        "groups": groups(lines, form),
        "others": others,
        "others_total": total(others),
        "mine": total(lines) - total(others),
        "funding": [] if form.scope.whole else list(current.other_funding.all()),
        "by_whom": sorted({str(line.member.organisation) for line in others}),
    }


def groups(lines: list[BudgetLine], form: BudgetForm) -> list[tuple[str, str, list[tuple[str, str, int]]]]:
    """The sums by member, category, type and year: (kind, heading, [(key, name, cents)])."""
    keys = {
        "member": lambda line: str(line.member_id),
        "category": lambda line: str(line.category_id),
        "type": lambda line: str(line.cost_type),
        "year": lambda line: str(line.year),
    }
    left = {str(line.member_id): form.offer.names[str(line.member_id)] for line in lines}
    names: dict[str, dict[str, str]] = {
        "member": form.offer.taking_part | left,
        "category": dict(form.choices["category"]),
        "type": {value: str(label) for value, label in CostType.choices},
        "year": dict(form.choices["year"]),
    }
    titles = {
        "member": _("By municipality"),
        "category": _("By cost category"),
        "type": _("By type"),
        "year": _("By year"),
    }
    found: dict[str, dict[str, int]] = {kind: dict.fromkeys(names[kind], 0) for kind in keys}
    for line in lines:
        for kind, key in keys.items():
            found[kind][key(line)] = found[kind].get(key(line), 0) + line.amount_cents
    return [
        (kind, titles[kind], [(key, names[kind].get(key, key), cents) for key, cents in sums.items()])
        for kind, sums in found.items()
    ]


def conflicting(current: Budget, form: BudgetForm, parts: AbstractSet[str]) -> dict[str, Any]:
    """What is stored of the parts that both have changed, and whose they are."""
    lines = [line for line in current.lines.all() if str(line.member_id) in parts]
    funding = service.OTHER in parts
    return {
        "names": part_names(form, parts),
        "lines": lines if parts - {service.OTHER} else None,
        "total": total(lines),
        "funding": list(current.other_funding.all()) if funding else None,
    }


def part_names(form: BudgetForm, parts: AbstractSet[str]) -> list[str]:
    """What parts of a budget are called: by municipality, the other funding last."""
    names = [form.offer.names.get(part, "") for part in sorted(parts - {service.OTHER}, key=int)]
    return [*filter(None, names), *([_("Other public funding")] if service.OTHER in parts else [])]


def total(lines: list[BudgetLine]) -> int:
    """The sum of these lines in cents."""
    return sum(line.amount_cents for line in lines)


def last_saved(application: Application, parts: AbstractSet[str] = frozenset()) -> AuditEvent | None:
    """Who saved the budget last, and when; with `parts`, who last changed one of them."""
    events = (
        AuditEvent.objects.filter(case_id=application.case_id, verb="save_budget")
        .select_related("actor")
        .order_by("-seq")
    )
    if not parts:
        return events.first()
    return next((event for event in events[:RECENT] if set(event.facts.get("parts", ())) & set(parts)), None)
