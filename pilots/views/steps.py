"""One step of a member: reminded, removed, invited again, leaving; what ends a part asks first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pilots import services
from pilots.enums import MemberState
from pilots.links import shares_of
from pilots.models import Member, Pilot
from pilots.views.fetch import seen_members
from pilots.views.members import say_invited
from pilots.workflows import MEMBER
from sky_portal.audience import SIGNED_IN, audience
from sky_portal.ui.formats import moment
from sky_portal.workflow import StepRefused

ENDINGS = ("remove_member", "leave_member")


@audience(SIGNED_IN)
@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Takes one step of a member: remind, remove, invite again, leave."""
    member = get_object_or_404(seen_members(request), pk=pk)
    if name not in VERBS:
        raise Http404
    try:
        VERBS[name](request, member)
    except StepRefused:
        messages.warning(request, _stands(member))
    except services.RemindedToday:
        text = _("%(name)s has been reminded today already. You can remind it again tomorrow.")
        messages.info(request, text % {"name": member.organisation.name})
    if Pilot.objects.visible_to(request.user).filter(pk=member.pilot_id).exists():
        return redirect("pilots:members", case=member.pilot.case_id)
    # Who has left has no page in the pilot any more, but its own part.
    return redirect("pilots:answer", pk=member.pk)


@audience(SIGNED_IN)
@require_safe
def ending(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What happens when the member goes, and the button."""
    member = get_object_or_404(seen_members(request), pk=pk)
    if name not in ENDINGS or not MEMBER.may(name, request.user, member):
        raise Http404
    context: dict[str, Any] = {
        "member": member,
        "pilot": member.pilot,
        "leaves": name == "leave_member",
        "step": MEMBER.steps[name],
        "share": shares_of(member.pilot).get(member.pk),
    }
    return render(request, "pilots/ending.html", context)


def _remind(request: HttpRequest, member: Member) -> None:
    services.remind_member(member, actor=request.user)
    messages.success(request, _("%(name)s has been reminded.") % {"name": member.organisation.name})


def _remove(request: HttpRequest, member: Member) -> None:
    services.remove_member(member, seen=request.POST.get("seen", ""), actor=request.user)
    text = _("%(name)s is no longer in the pilot.")
    messages.success(request, text % {"name": member.organisation.name})
    if member.pk in shares_of(member.pilot):
        text = _("The budget still has costs of %(name)s. Move them to another member or remove them.")
        messages.warning(request, text % {"name": member.organisation.name})


def _leave(request: HttpRequest, member: Member) -> None:
    services.leave_member(member, actor=request.user)
    text = _("%(name)s has left the pilot. The coordinator has been told.")
    messages.success(request, text % {"name": member.organisation.name})


def _invite_again(request: HttpRequest, member: Member) -> None:
    services.invite_member(member.pilot, organisation=member.organisation, actor=request.user)
    say_invited(request, member.organisation)


def _stands(member: Member) -> str:
    """How the member stands now, for whoever came second."""
    now = Member.objects.select_related("organisation", "answered_by").get(pk=member.pk)
    who = {"name": now.organisation.name, "state": MemberState(now.state).label}
    if now.answered_at and now.answered_by:
        text = _("Nothing was changed. %(name)s was quicker: %(state)s, %(who)s, %(when)s.")
        return text % {**who, "who": now.answered_by, "when": moment(now.answered_at)}
    return _("Nothing was changed: somebody was quicker. %(name)s: %(state)s.") % who


VERBS: dict[str, Any] = {
    "remind_member": _remind,
    "remove_member": _remove,
    "invite_member": _invite_again,
    "leave_member": _leave,
}
