"""Sharing out by a rule: what it asks for, what it would do, and then it is done."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grants.documents.plan_pictures import region_names
from grants.forms.allocation.rules import RuleForm
from grants.models import AllocationPlan
from grants.services import allocation as service
from grants.services.allocation import AppropriationExceeded, PlanConflict
from grants.views.allocation.fetch import OFFICERS, seen_plan
from grants.views.allocation.saving import CONFLICT, UNPROCESSABLE, why
from grants.views.allocation.since import signed
from grants.workflows import ALLOCATION
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.ui import formats
from sky_portal.workflow import StepRefused


@audience(OFFICERS)
@require_http_methods(["GET", "POST"])
def by_rule(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The chosen rule's form; with its numbers what it would do; posted, it is applied."""
    plan = seen_plan(request, slug, number)
    if not ALLOCATION.may("edit_plan", request.user, plan):
        messages.warning(request, _("The plan is not a draft any more: its sums cannot be changed."))
        return redirect("grants:allocation_plan", slug=slug, number=plan.pk)
    rule = service.RULES.get(request.GET.get("rule", ""), next(iter(service.RULES.values())))
    unsaved = kept_data(request)
    data = request.POST if request.method == "POST" else unsaved or _asked(request)
    form = RuleForm(data, rule=rule, regions=_regions(plan))
    if request.method == "POST":
        return _apply(request, plan, form)
    return _page(request, plan, form, unsaved=unsaved is not None)


def _asked(request: HttpRequest) -> Any:
    """The numbers in the address, once there are any: the preview changes nothing."""
    return request.GET if "look" in request.GET else None


def _apply(request: HttpRequest, plan: AllocationPlan, form: RuleForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, plan, form, status=UNPROCESSABLE)
    said = form.cleaned_data
    try:
        made = service.apply_rule(
            plan,
            rule=form.rule.key,
            parameters=form.parameters,
            reason=said["reason"],
            base_revision=said["revision"],
            token=said["token"],
            actor=request.user,
        )
    except ValidationError as wrong:
        _refuse(form, wrong)
        return _page(request, plan, form, status=UNPROCESSABLE)
    except AppropriationExceeded as wrong:
        words = _("The plan would come to %(wanted)s, but the appropriation has %(left)s left.")
        known = {"wanted": formats.money(wrong.wanted_cents), "left": formats.money(wrong.left_cents)}
        form.add_error(None, words % known)
        return _page(request, plan, form, status=UNPROCESSABLE)
    except PlanConflict as wrong:
        messages.warning(request, why(wrong))
        return _page(request, seen_plan(request, plan.call.slug, plan.pk), form, status=CONFLICT)
    except StepRefused:
        raise PermissionDenied from None
    _say(request, made)
    return redirect("grants:allocation_plan", slug=plan.call.slug, number=plan.pk)


def _say(request: HttpRequest, made: Any) -> None:
    if made is None:
        messages.info(request, _("Nothing was changed: the sums are so already."))
        return
    count = len(made.after)
    words = ngettext("The rule changed %(count)s sum.", "The rule changed %(count)s sums.", count)
    messages.success(request, words % {"count": count})


def _page(
    request: HttpRequest, plan: AllocationPlan, form: RuleForm, *, unsaved: bool = False, status: int = 200
) -> HttpResponse:
    seen = None
    if form.is_bound and form.is_valid():
        try:
            made = service.preview(plan, rule=form.rule.key, parameters=form.parameters, actor=request.user)
            seen = _preview(made)
        except ValidationError as wrong:
            _refuse(form, wrong)
    context: dict[str, Any] = {
        "plan": plan,
        "call": plan.call,
        "rule": form.rule,
        "rules": service.RULES.values(),
        "form": form,
        "seen": seen,
        "unsaved": unsaved,
        "carried": _carried(form) if seen else [],
        "token": uuid.uuid4(),
    }
    return render(request, "grants/allocation/rules.html", context, status=status)


def _carried(form: RuleForm) -> list[tuple[str, str]]:
    """What was asked for, unseen in the form that applies it: exactly what the preview was made of."""
    names = [*(parameter.name for parameter in form.rule.parameters), "reason"]
    data: Any = form.data
    return [(name, value) for name in names for value in data.getlist(name)]


def _preview(made: service.Preview) -> dict[str, Any]:
    """What the rule would do, in words."""
    lines = [
        {
            "name": _name(change.application),
            "region": change.application.region_code,
            "before": formats.money(change.before_cents, unit=False),
            "after": formats.money(change.after_cents, unit=False),
            "change": signed(change.after_cents - change.before_cents).replace("€", "").strip(formats.SPACE),
            "tone": "more" if change.after_cents > change.before_cents else "less",
        }
        for change in made.changes
    ]
    return {
        "lines": lines,
        "total": formats.money(made.total_cents),
        "left": formats.money(made.room_cents - made.total_cents),
        "exceeds": made.exceeds,
        "undeclared": made.undeclared,
        "unscored": made.unscored,
        "tied": [_name(one) for one in made.tied],
    }


def _name(application: Any) -> str:
    return application.current_submission.name


def _refuse(form: RuleForm, wrong: ValidationError) -> None:
    errors = wrong.message_dict if hasattr(wrong, "error_dict") else {"": wrong.messages}
    for name, texts in errors.items():
        form.add_error(name if name in form.fields else None, texts)


def _regions(plan: AllocationPlan) -> dict[str, str]:
    """The regions from which something was applied for, by name."""
    names = region_names()
    codes = set(plan.call.applications.sent().order_by().values_list("region_code", flat=True).distinct())
    return dict(sorted(((code, names[code]) for code in codes if code in names), key=lambda pair: pair[1]))
