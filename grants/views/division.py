"""The division of work: to whom each part of the application is given."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants import parts
from grants.forms.together import PartForm
from grants.models import Application
from grants.rules import divides, edits_or_supplements
from grants.services import together
from grants.services.together import Given, Person
from grants.views.fetch import APPLICANTS, own_application, refuse_reader
from sky_portal.accounts.models import User
from sky_portal.audience import audience


@dataclass(frozen=True)
class Row:
    """A part, in whose care it is, and to whom it could be given besides."""

    part: str
    title: str
    url: str
    given: list[Given]
    others: list[Person]
    may_divide: bool


@audience(APPLICANTS)
@require_safe
def division(request: HttpRequest, case: UUID) -> HttpResponse:
    """Everybody who writes sees it; the applicant's writers change it."""
    return _page(request, own_application(request, case))


@audience(APPLICANTS)
@require_POST
def give(request: HttpRequest, case: UUID) -> HttpResponse:
    """Gives a part to a person, who is written to."""
    application = own_application(request, case)
    refuse_reader(request, application, edits_or_supplements)
    form = _form(request, application, together.taking_part(application))
    if not form.is_valid():
        return _refused(request, application, form)
    part, person = form.cleaned_data["part"], form.cleaned_data["person"]
    try:
        together.give(application, part=part, person=person, actor=request.user)
    except together.NotTakingPart as refused:
        form.add_error(None, str(refused.message))
        return _refused(request, application, form)
    said = _("%(who)s takes care of “%(part)s” now.")
    messages.success(request, said % {"who": person, "part": form.parts[part]})
    return _back(application, part)


@audience(APPLICANTS)
@require_POST
def take_back(request: HttpRequest, case: UUID) -> HttpResponse:
    """Takes a part out of somebody's care, also of who has left meanwhile."""
    application = own_application(request, case)
    refuse_reader(request, application, edits_or_supplements)
    holders = User.objects.filter(pk__in=application.assignments.order_by().values("person_id"))
    form = _form(request, application, [])
    form.people = {user.pk: user for user in holders}
    if form.is_valid():
        part, person = form.cleaned_data["part"], form.cleaned_data["person"]
        if together.take_back(application, part=part, person=person, actor=request.user):
            said = _("%(who)s does not take care of “%(part)s” any more.")
            messages.success(request, said % {"who": person, "part": form.parts[part]})
        return _back(application, part)
    messages.info(request, _("The part was in nobody's care any more."))
    return redirect("grants:division", case=application.case_id)


def _form(request: HttpRequest, application: Application, people: list[Person]) -> PartForm:
    return PartForm(request.POST, parts=parts.titles(application), people=people)


def _refused(request: HttpRequest, application: Application, form: PartForm) -> HttpResponse:
    if "person" in form.errors and not request.POST.get("person"):
        form.errors["person"] = form.error_class([_("Choose a person.")])
    words = [str(word) for errors in form.errors.values() for word in errors]
    return _page(request, application, wrong=words, at=request.POST.get("part", ""), status=422)


def _page(
    request: HttpRequest,
    application: Application,
    *,
    wrong: list[str] | None = None,
    at: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "rows": (rows := _rows(request, application)),
        "may_divide": any(row.may_divide for row in rows),
        "wrong": wrong,
        "at": at,
    }
    return render(request, "grants/division.html", context, status=status)


def _rows(request: HttpRequest, application: Application) -> list[Row]:
    people, given = together.taking_part(application), together.given(application)
    return [
        Row(
            part,
            title,
            parts.address(application, part),
            given.get(part, []),
            [one for one in people if one.user.pk not in {held.person.pk for held in given.get(part, [])}],
            divides(part).test(request.user, application),
        )
        for part, title in parts.titles(application).items()
    ]


def _back(application: Application, part: str) -> HttpResponse:
    page = redirect("grants:division", case=application.case_id)
    page["Location"] += f"#part-{part}"
    return page
