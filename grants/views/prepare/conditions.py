"""The condition of a call: named rules with their parameters, in words and as forms."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants.forms.prepare.programme import RuleForm, programme_names
from grants.models import Call
from grants.services.call import is_draft
from grants.services.call import programme as service
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import CONFLICT, INVALID, refused
from pilots.eligibility.rules import RULES
from pilots.eligibility.words import as_list, said, sentence
from sky_portal.audience import audience
from sky_portal.workflow import StepRefused

PART = "rules"
HOWS = ("any", "all")


@audience(ADMINISTRATORS)
@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The condition in words, its rules, and the rules that could be added."""
    call = call_or_404(request, slug)
    programme, names = call.programme, programme_names()
    listed = as_list(programme.eligibility)
    context: dict[str, Any] = {
        "said": said(programme.conditions, names),
        "is_list": listed is not None,
        "how": listed[0] if listed else "",
        "rules": [
            {
                "mark": service.rule_mark(rule),
                "words": sentence(rule, names),
                "label": RULES[rule["rule"]].label,
            }
            for rule in (listed[1] if listed else ())
        ],
        "kinds": [(name, named) for name, named in RULES.items() if _possible(name, names, call)],
    }
    return _page(request, call, "grants/prepare/rules.html", **context)


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, slug: str, name: str = "", mark: str = "") -> HttpResponse:
    """Adds a rule of this name, or changes the one with this mark."""
    call = call_or_404(request, slug)
    stored = _rule_or_404(call, mark) if mark else {}
    name = stored.get("rule", name)
    if name not in RULES or not (mark or _possible(name, programme_names(), call)):
        raise Http404
    if request.method != "POST" and not is_draft(call):
        return redirect("grants:prepare_rules", slug=slug)
    form = RuleForm(name, request.POST or None, programme=call.programme, initial=stored)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            made = form.as_json()
            told = _attempt(lambda: service.put_rule(call, made, actor=request.user, replaces=mark))
            if not told:
                messages.success(request, _("Saved."))
                return redirect("grants:prepare_rules", slug=slug)
            form.add_error(None, told)
            status = CONFLICT
    return _page(
        request,
        call,
        "grants/prepare/rules_rule.html",
        status=status,
        form=form,
        named=RULES[name],
        stored=stored,
    )


@audience(ADMINISTRATORS)
@require_POST
def remove(request: HttpRequest, slug: str, mark: str) -> HttpResponse:
    """Takes a rule away."""
    call = call_or_404(request, slug)
    return _done(request, call, lambda: service.remove_rule(call, mark, actor=request.user))


@audience(ADMINISTRATORS)
@require_POST
def combine(request: HttpRequest, slug: str) -> HttpResponse:
    """Any of the rules suffices, or all are needed."""
    call = call_or_404(request, slug)
    how = request.POST.get("how", "")
    if how not in HOWS:
        return redirect("grants:prepare_rules", slug=slug)
    return _done(request, call, lambda: service.combine_rules(call, how, actor=request.user))


def _possible(name: str, names: dict[str, str], call: Call) -> bool:
    """Whether the rule can be set: one that names a programme needs another programme."""
    needs_another = None in RULES[name].parameters.values()
    return not needs_another or bool(set(names) - {call.programme.key})


def _rule_or_404(call: Call, mark: str) -> dict[str, Any]:
    listed = as_list(call.programme.eligibility)
    for one in listed[1] if listed else ():
        if service.rule_mark(one) == mark:
            return one
    raise Http404


def _done(request: HttpRequest, call: Call, verb: Callable[[], Any]) -> HttpResponse:
    if told := _attempt(verb):
        messages.error(request, told)
    else:
        messages.success(request, _("Saved."))
    return redirect("grants:prepare_rules", slug=call.slug)


def _attempt(verb: Callable[[], Any]) -> str:
    try:
        verb()
    except StepRefused:
        return refused()
    except KeyError:
        return _("Somebody else has changed this condition meanwhile.")
    except ValidationError as wrong:
        return " ".join(wrong.messages)
    return ""


def _page(
    request: HttpRequest, call: Call, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, template, {**frame(call, PART), **context}, status=status)
