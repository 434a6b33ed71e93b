"""The consortium's page: who is in, what the rules say of it, and what one may do."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilots import services
from pilots.eligibility import verdict_of
from pilots.enums import MemberState
from pilots.forms import InviteForm
from pilots.links import matter_of, shares_of
from pilots.models import Member, Municipality, Pilot
from pilots.rules import is_given_up, is_member, leads_pilot
from pilots.services.reaching import is_reached, signed_for
from pilots.teams import asks_for_team
from pilots.views.fetch import pilot_or_404, seen_members
from pilots.views.tones import MEMBER_TONES
from pilots.workflows import MEMBER
from sky_portal.audience import SIGNED_IN, audience
from sky_portal.workflow import StepRefused


@audience(SIGNED_IN)
@require_GET
def members(request: HttpRequest, case: UUID) -> HttpResponse:
    """The members with their states and the verdict; the coordinator's people can invite."""
    pilot = pilot_or_404(request, case)
    return _page(request, pilot, InviteForm(pilot))


@audience(SIGNED_IN)
@require_POST
def invite(request: HttpRequest, case: UUID) -> HttpResponse:
    """Invites one education provider."""
    pilot = pilot_or_404(request, case)
    form = InviteForm(pilot, request.POST)
    if not form.is_valid():
        return _page(request, pilot, form, status=422)
    organisation = form.cleaned_data["organisation"]
    try:
        services.invite_member(pilot, organisation=organisation, actor=request.user)
    except StepRefused:
        text = _("%(name)s belongs to the pilot already: a colleague of yours was quicker.")
        messages.warning(request, text % {"name": organisation.name})
    else:
        say_invited(request, organisation)
    return redirect("pilots:members", case=pilot.case_id)


def say_invited(request: HttpRequest, organisation: Any) -> None:
    """That it has been invited, and whether anybody could be written to."""
    messages.success(request, _("%(name)s has been invited.") % {"name": organisation.name})
    if not is_reached(organisation):
        text = _(
            "The portal could not write to anybody: nobody signs for %(name)s here, and its registry's "
            "address is not known. Tell it yourself, or ask the call's contact person to add the address."
        )
        messages.warning(request, text % {"name": organisation.name})


def _page(request: HttpRequest, pilot: Pilot, form: InviteForm, status: int = 200) -> HttpResponse:
    found = list(seen_members(request).filter(pilot=pilot).order_by("pk"))
    for member in found:
        # All of one pilot: what is known of it is asked once.
        member.pilot = pilot
    matter = matter_of(pilot, request.user)
    rows = _rows(request, pilot, found, shown_costs=matter is not None)
    given_up = is_given_up.test(request.user, pilot)
    belongs = is_member.test(request.user, pilot)
    context = {
        "pilot": pilot,
        "matter": matter,
        "rows": rows,
        "asked": next((row["member"] for row in rows if row["asked"]), None),
        "verdict": verdict_of(pilot),
        # Officials read of overlaps beside what was sent: drafts of others are not theirs to see.
        "overlaps": services.overlaps(pilot) if belongs else [],
        "has_team": belongs and asks_for_team(pilot.programme),
        "form": form if leads_pilot.test(request.user, pilot) and not given_up else None,
        "given_up": given_up,
    }
    return render(request, "pilots/members.html", context, status=status)


def _rows(
    request: HttpRequest, pilot: Pilot, found: list[Member], *, shown_costs: bool
) -> list[dict[str, Any]]:
    ids = [member.organisation_id for member in found]
    register = Municipality.objects.filter(
        register_year=pilot.programme.register_year, organisation_id__in=ids
    )
    school_age = dict(register.order_by().values_list("organisation_id", "school_age"))
    signed, shares = signed_for(ids), shares_of(pilot)
    return [
        {
            "member": member,
            "tone": MEMBER_TONES[MemberState(member.state)],
            "school_age": school_age.get(member.organisation_id),
            "asked": MEMBER.may("confirm_member", request.user, member),
            "steps": _steps(request, member, member.pk in shares),
            "reached": member.organisation_id in signed,
            "waits": member.state in (MemberState.INVITED,),
            "now": _changed_share(member, shares) if shown_costs else None,
        }
        for member in found
    ]


def _steps(request: HttpRequest, member: Member, has_costs: bool) -> list[dict[str, Any]]:
    """The buttons; those that end a part for which something is lost lead to a page that asks."""
    return [
        {
            "step": step,
            "asks": step.name == "leave_member"
            or (step.name == "remove_member" and _weighs(member, has_costs)),
        }
        for step in MEMBER.buttons(request.user, member)
    ]


def _weighs(member: Member, has_costs: bool) -> bool:
    return has_costs or member.state in (MemberState.CONFIRMED,)


def _changed_share(member: Member, shares: Any) -> int | None:
    """The costs as they stand, when they are not those that the member accepted.

    Who confirmed before there were any has accepted the share as the application will have it.
    """
    if member.state not in (MemberState.CONFIRMED,) or member.accepted_share_cents is None:
        return None
    now = shares[member.pk].costs_cents if member.pk in shares else 0
    return now if now != member.accepted_share_cents else None
