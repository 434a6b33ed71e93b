"""Supplement requests, for officials: one application's, and one request to several at once."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grants.forms.supplements import AskForm, AskManyForm, CloseForm, ExtendForm, at_closing
from grants.models import Application, Call, SupplementRequest
from grants.models.application import ApplicationQuerySet
from grants.parts import opened_titles
from grants.services import supplements as service
from grants.views.desk_fetch import READERS, opened_application, readable
from grants.views.refusals import put_on
from grants.workflows import APPLICATION
from sky_portal.accounts.enums import Role
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience, roles
from sky_portal.ui.formats import moment
from sky_portal.workflow import StepRefused

# The fields of the forms by the names under which the verbs refuse.
FIELDS = {"due_at": "due_on"}
MOST_LISTED = 500


def panel(request: HttpRequest, application: Application) -> dict[str, Any]:
    """For `grants/supplements/_panel.html`, beside an application that has opened to this person."""
    return {"application": application, "supplements": told(request, application)}


def told(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The requests with their parts in words, and what this person may do about them now."""
    may = {step.name for step in APPLICATION.available(request.user, application)}
    found = service.requests_of(application)
    return {
        "rows": [
            {
                "request": one,
                "parts": opened_titles(application.call, service.opened_parts(one)),
                "is_open": service.is_open(one),
                "is_overdue": service.is_overdue(one),
                "was_late": service.was_late(one),
                "compare": _compare(application, one),
            }
            for one in found
        ],
        "may_ask": "ask_supplement" in may,
        "may_extend": "extend_supplement" in may,
        "may_close": "close_supplement" in may,
    }


@audience(READERS)
@require_http_methods(["GET", "POST"])
def requests(request: HttpRequest, case: UUID) -> HttpResponse:
    """What has been asked of one application, and asking for more."""
    application = opened_application(request, case)
    if request.method != "POST":
        unsaved = kept_data(request)
        form = AskForm(unsaved, call=application.call)
        return _page(request, application, form, unsaved=unsaved is not None)
    form = AskForm(request.POST, call=application.call)
    if form.is_valid():
        try:
            asked = service.ask(application, actor=request.user, **form.asked)
        except ValidationError as wrong:
            put_on(form, wrong, FIELDS)
        except StepRefused:
            messages.warning(request, _("Nothing was asked: an answer is waited for already."))
            return redirect("grants:supplements", case=case)
        else:
            words = _("The supplement request has been sent. The applicant answers by %(when)s.")
            messages.success(request, words % {"when": moment(asked.due_at)})
            return redirect("grants:supplements", case=case)
    return _page(request, application, form, status=422)


@audience(READERS)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Gives more time, with a reason."""
    application, asked = _open_one(request, case, pk, "extend_supplement")
    form = ExtendForm(request.POST) if request.method == "POST" else ExtendForm.first(asked.due_at)
    if request.method == "POST" and form.is_valid():
        due_at = at_closing(form.cleaned_data["due_on"], application.call)
        try:
            service.extend(asked, due_at=due_at, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as wrong:
            put_on(form, wrong, FIELDS)
        except (StepRefused, service.NotOpen):
            return _overtaken(request, case)
        else:
            messages.success(request, _("There is time until %(when)s now.") % {"when": moment(due_at)})
            return redirect("grants:supplements", case=case)
    return _act_page(request, application, asked, form, "grants/supplements/extend.html")


@audience(READERS)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Goes on without an answer."""
    application, asked = _open_one(request, case, pk, "close_supplement")
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.close(asked, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as wrong:
            put_on(form, wrong, FIELDS)
        except (StepRefused, service.NotOpen):
            return _overtaken(request, case)
        else:
            messages.success(request, _("The request has been closed. The applicant has been told."))
            return redirect("grants:supplements", case=case)
    return _act_page(request, application, asked, form, "grants/supplements/close.html")


@audience(roles(Role.PRESENTING_OFFICER))
@require_http_methods(["GET", "POST"])
def ask_many(request: HttpRequest, slug: str) -> HttpResponse:
    """One request to several applications of a call; `?case=` chooses them beforehand."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("authority"), slug=slug)
    offered = _askable(request, call)
    data = request.POST if request.method == "POST" else kept_data(request)
    form = AskManyForm(data, call=call, applications=offered)
    if request.method == "POST" and form.is_valid():
        try:
            asked = service.ask_many(form.cleaned_data["applications"], actor=request.user, **form.asked)
        except ValidationError as wrong:
            put_on(form, wrong, FIELDS)
        else:
            _tell(request, asked)
            return redirect("grants:ask_supplements", slug=slug)
    chosen = set((data or request.GET).getlist("applications" if data else "case"))
    context = {
        "call": call,
        "form": form,
        "rows": [(one, str(one.case_id) in chosen) for one in offered[:MOST_LISTED]],
        "unsaved": request.method != "POST" and data is not None,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "grants/supplements/ask_many.html", context, status=status)


def _askable(request: HttpRequest, call: Call) -> ApplicationQuerySet:
    """What this person can ask a supplement of now."""
    step = APPLICATION.steps["ask_supplement"]
    found = Application.objects.filter(pk__in=readable(request).order_by().values("pk"))
    found = found.filter(step.rule.q(request.user), call=call, state__in=step.sources)
    return found.for_list().order_by("current_submission__arrived_at", "pk")


def _tell(request: HttpRequest, asked: list[service.Asked]) -> None:
    done = sum(one.request is not None for one in asked)
    if done:
        words = ngettext(
            "The supplement request has been sent to %(count)d applicant.",
            "The supplement request has been sent to %(count)d applicants.",
            done,
        )
        messages.success(request, words % {"count": done})
    for one in asked:
        if one.request is None:
            words = _("Not asked: %(number)s. %(why)s")
            messages.warning(request, words % {"number": one.application.case.number, "why": one.refusal})


def _compare(application: Application, asked: SupplementRequest) -> str:
    """The page that shows what the answer changed; empty without one."""
    if asked.answer is None:
        return ""
    numbers = {"earlier": asked.answer.number - 1, "later": asked.answer.number}
    return f"{reverse('grants:received_compare', args=[application.case_id])}?{urlencode(numbers)}"


def _open_one(request: HttpRequest, case: UUID, pk: int, step: str) -> tuple[Application, SupplementRequest]:
    application = opened_application(request, case)
    asked = service.requests_of(application).filter(pk=pk).first()
    if asked is None:
        raise Http404
    if not APPLICATION.steps[step].rule.test(request.user, application) and service.is_open(asked):
        raise PermissionDenied
    return application, asked


def _overtaken(request: HttpRequest, case: UUID) -> HttpResponse:
    messages.warning(request, _("Nothing was changed: the request has been answered or closed meanwhile."))
    return redirect("grants:supplements", case=case)


def _page(
    request: HttpRequest, application: Application, form: AskForm, *, unsaved: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "application": application,
        "call": application.call,
        "form": form,
        "unsaved": unsaved,
        **panel(request, application),
    }
    return render(request, "grants/supplements/requests.html", context, status=status)


def _act_page(
    request: HttpRequest, application: Application, asked: SupplementRequest, form: Any, template: str
) -> HttpResponse:
    context = {
        "application": application,
        "call": application.call,
        "asked": asked,
        "parts": opened_titles(application.call, service.opened_parts(asked)),
        "is_open": service.is_open(asked),
        "form": form,
    }
    return render(request, template, context, status=422 if form.errors else 200)
