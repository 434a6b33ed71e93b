"""The consortium's page: who is in, what the rules say of it, and what one may do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilots import services
from pilots.eligibility import verdict_of
from pilots.enums import MemberState
from pilots.forms import InviteForm
from pilots.links import matter_of
from pilots.models import Member, Municipality, Pilot
from pilots.rules import leads_pilot
from pilots.workflows import MEMBER
from sky_portal.audience import SIGNED_IN, audience
from sky_portal.workflow import StepRefused

VERBS = {
    "confirm_member": services.confirm_member,
    "decline_member": services.decline_member,
    "leave_member": services.leave_member,
    "remove_member": services.remove_member,
}
MEMBER_TONES = {
    MemberState.LEADING: "ok",
    MemberState.CONFIRMED: "ok",
    MemberState.INVITED: "wait",
    MemberState.DECLINED: "no",
    MemberState.REMOVED: "plain",
    MemberState.LEFT: "plain",
}


@audience(SIGNED_IN)
@require_GET
def members(request: HttpRequest, case: UUID) -> HttpResponse:
    """The members with their states and the verdict; the coordinator's people can invite."""
    pilot = _pilot(request, case)
    return _page(request, pilot, InviteForm(pilot))


@audience(SIGNED_IN)
@require_POST
def invite(request: HttpRequest, case: UUID) -> HttpResponse:
    """Invites one education provider."""
    pilot = _pilot(request, case)
    form = InviteForm(pilot, request.POST)
    if not form.is_valid():
        return _page(request, pilot, form, status=422)
    organisation = form.cleaned_data["organisation"]
    try:
        services.invite_member(pilot, organisation=organisation, actor=request.user)
    except StepRefused:
        _too_late(request, organisation)
    else:
        messages.success(request, _("%(name)s has been invited.") % {"name": organisation.name})
    return redirect("pilots:members", case=pilot.case_id)


@audience(SIGNED_IN)
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Takes one step of a member: confirm, decline, remove."""
    member = get_object_or_404(_members(request), pk=pk)
    if name not in VERBS:
        raise Http404
    try:
        VERBS[name](member, actor=request.user)
    except StepRefused:
        _too_late(request, member.organisation)
    else:
        done = {"step": MEMBER.steps[name].label, "name": member.organisation.name}
        messages.success(request, _("Done: %(step)s (%(name)s).") % done)
    if Pilot.objects.visible_to(request.user).filter(pk=member.pilot_id).exists():
        return redirect("pilots:members", case=member.pilot.case_id)
    # Who has said no has no page in the pilot any more.
    return redirect("home")


def _pilot(request: HttpRequest, case: UUID) -> Pilot:
    pilots = Pilot.objects.visible_to(request.user).select_related("programme", "coordinator")
    return get_object_or_404(pilots, case_id=case)


def _members(request: HttpRequest) -> Any:
    return Member.objects.visible_to(request.user).select_related("organisation", "pilot")


def _page(request: HttpRequest, pilot: Pilot, form: InviteForm, status: int = 200) -> HttpResponse:
    rows = _rows(request, pilot)
    context = {
        "pilot": pilot,
        "matter": matter_of(pilot, request.user),
        "rows": rows,
        "asked": next((row for row in rows if any(step.primary for step in row["steps"])), None),
        "verdict": verdict_of(pilot),
        "form": form if leads_pilot.test(request.user, pilot) else None,
    }
    return render(request, "pilots/members.html", context, status=status)


def _rows(request: HttpRequest, pilot: Pilot) -> list[dict[str, Any]]:
    found = list(_members(request).filter(pilot=pilot).order_by("pk"))
    register = Municipality.objects.filter(
        register_year=pilot.programme.register_year, organisation_id__in=[m.organisation_id for m in found]
    )
    school_age = dict(register.order_by().values_list("organisation_id", "school_age"))
    return [
        {
            "member": member,
            "tone": MEMBER_TONES[MemberState(member.state)],
            "school_age": school_age.get(member.organisation_id),
            "steps": [one for one in MEMBER.buttons(request.user, member) if one.name in VERBS],
        }
        for member in found
    ]


def _too_late(request: HttpRequest, organisation: Any) -> None:
    text = _("Somebody was quicker: the state of %(name)s had changed already.")
    messages.warning(request, text % {"name": organisation.name})
