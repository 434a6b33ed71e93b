"""The team that the call asks for: named, ordered and changed by the coordinator's people."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilots.eligibility import verdict_of
from pilots.forms import TeamPersonForm
from pilots.links import matter_of
from pilots.models import Pilot, TeamPerson
from pilots.rules import is_member, leads_pilot
from pilots.services import team as service
from pilots.teams import asks_for_team
from pilots.views.fetch import pilot_or_404
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
@require_safe
def team(request: HttpRequest, case: UUID) -> HttpResponse:
    """Who is in the team, and whether it is what the call asks for."""
    pilot = _pilot(request, case)
    context: dict[str, Any] = {
        "pilot": pilot,
        "matter": matter_of(pilot, request.user),
        "persons": list(pilot.team.filter(organisation=pilot.coordinator_id).order_by("place", "pk")),
        "verdict": verdict_of(pilot),
        "may_name": leads_pilot.test(request.user, pilot),
    }
    return render(request, "pilots/team.html", context)


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, case: UUID) -> HttpResponse:
    """Names another person."""
    pilot = _named_by(request, _pilot(request, case))
    unsaved = kept_data(request)
    form = TeamPersonForm(request.POST or unsaved)
    if request.method == "POST" and form.is_valid():
        try:
            service.add_person(pilot, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("%(name)s was added to the team.") % form.cleaned_data)
            return redirect("pilots:team", case=pilot.case_id)
    return _form_page(request, pilot, form, unsaved=unsaved is not None)


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Says something else of a person."""
    person = _person(request, pk)
    unsaved = kept_data(request)
    # The form cleans into a copy: the person itself is changed by the verb.
    form = TeamPersonForm(request.POST or unsaved, instance=TeamPerson.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        try:
            service.edit_person(person, actor=request.user, **form.cleaned_data)
        except TeamPerson.DoesNotExist:
            messages.warning(request, _("A colleague of yours has taken this person off the team."))
        else:
            messages.success(request, _("Saved."))
        return redirect("pilots:team", case=person.pilot.case_id)
    return _form_page(request, person.pilot, form, person=person, unsaved=unsaved is not None)


@audience(SIGNED_IN)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a person off the team."""
    person = _person(request, pk)
    service.delete_person(person, actor=request.user)
    messages.success(request, _("%(name)s was taken off the team.") % {"name": person.name})
    return redirect("pilots:team", case=person.pilot.case_id)


@audience(SIGNED_IN)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves a person up or down one place."""
    person = _person(request, pk)
    service.move_person(person, up=request.POST.get("to") == "up", actor=request.user)
    return redirect("pilots:team", case=person.pilot.case_id)


def _pilot(request: HttpRequest, case: UUID) -> Pilot:
    """A pilot that one belongs to and that needs a team: officials read what was sent."""
    pilot = pilot_or_404(request, case)
    if not is_member.test(request.user, pilot) or not asks_for_team(pilot.programme):
        raise Http404
    return pilot


def _person(request: HttpRequest, pk: int) -> TeamPerson:
    persons = TeamPerson.objects.filter(pilot__in=Pilot.objects.visible_to(request.user))
    person = get_object_or_404(persons.select_related("pilot"), pk=pk)
    _named_by(request, _pilot(request, person.pilot.case_id))
    return person


def _named_by(request: HttpRequest, pilot: Pilot) -> Pilot:
    if not leads_pilot.test(request.user, pilot):
        raise PermissionDenied
    return pilot


def _form_page(
    request: HttpRequest,
    pilot: Pilot,
    form: TeamPersonForm,
    *,
    person: TeamPerson | None = None,
    unsaved: bool = False,
) -> HttpResponse:
    context = {"pilot": pilot, "form": form, "person": person, "unsaved": unsaved}
    return render(request, "pilots/team_person.html", context, status=422 if form.errors else 200)
