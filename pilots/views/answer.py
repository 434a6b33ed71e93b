"""The page from the invitation's mail: read, confirm or decline, on a phone in a minute."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilots import services
from pilots.enums import COUNTING, PRESENT, MemberState
from pilots.forms import AnswerForm
from pilots.links import occasion_of
from pilots.models import Member, Pilot
from pilots.rules import is_given_up
from pilots.views.tones import MEMBER_TONES
from pilots.workflows import MEMBER
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import SIGNED_IN, audience
from sky_portal.ui.formats import moment
from sky_portal.workflow import StepForbidden, StepRefused


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asks and for what, what is accepted by confirming, and the two buttons."""
    member = get_object_or_404(_asked(request), pk=pk)
    if request.method == "POST":
        return _post(request, member)
    unsaved = kept_data(request)
    terms = services.terms_of(member)
    form = AnswerForm(unsaved, terms=terms) if unsaved else AnswerForm(terms=terms)
    return _page(request, member, form, unsaved=unsaved is not None)


def _asked(request: HttpRequest) -> Any:
    members = Member.objects.asked_of(request.user)
    return members.select_related("organisation", "pilot__programme", "pilot__coordinator", "answered_by")


def _post(request: HttpRequest, member: Member) -> HttpResponse:
    terms = services.terms_of(member)
    form = AnswerForm(request.POST, terms=terms)
    try:
        if request.POST.get("answer") == "no":
            services.decline_member(member, actor=request.user)
            return redirect("pilots:answer", pk=member.pk)
        if not form.is_valid():
            return _page(request, member, form, status=422)
        services.confirm_member(
            member,
            accepted=terms.commitments,
            seen=form.cleaned_data["seen"],
            decision_number=form.cleaned_data["decision_number"],
            decision_date=form.cleaned_data["decision_date"],
            actor=request.user,
        )
    except StepRefused:
        _say_who_was_first(request, member)
    except StepForbidden:
        # The page itself tells that the draft has been given up.
        if not is_given_up.test(request.user, member.pilot):
            raise
    except services.TermsChanged as changed:
        return _page(request, member, form.anew(changed.terms), is_changed=True, status=409)
    return redirect("pilots:answer", pk=member.pk)


def _say_who_was_first(request: HttpRequest, member: Member) -> None:
    now = _asked(request).get(pk=member.pk)
    if now.answered_at is None or now.answered_by is None:
        # The page itself tells that the coordinator has withdrawn the invitation.
        messages.warning(request, _("Your answer was not taken: the invitation had been withdrawn."))
    elif now.answered_by != request.user:
        text = _("Your answer was not taken: %(who)s had answered already, %(when)s.")
        messages.warning(request, text % {"who": now.answered_by, "when": moment(now.answered_at)})


def _page(
    request: HttpRequest,
    member: Member,
    form: AnswerForm,
    *,
    unsaved: bool = False,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    pilot = member.pilot
    given_up = is_given_up.test(request.user, pilot)
    waits = member.state in (MemberState.INVITED,) and not given_up
    context: dict[str, Any] = {
        "member": member,
        "pilot": pilot,
        "tone": MEMBER_TONES[MemberState(member.state)],
        "occasion": occasion_of(pilot),
        "others": _others(member),
        "terms": form.terms,
        "form": form,
        "waits": waits,
        "given_up": given_up,
        "answers": MEMBER.may("confirm_member", request.user, member),
        "is_in": member.state in COUNTING,
        "is_out": not waits and not given_up and member.state not in COUNTING,
        "was_removed": member.state in (MemberState.REMOVED,),
        "has_left": member.state in (MemberState.LEFT,),
        "may_leave": MEMBER.may("leave_member", request.user, member),
        "sees_pilot": Pilot.objects.visible_to(request.user).filter(pk=pilot.pk).exists(),
        "overlaps": services.overlaps(pilot, member.organisation) if waits else [],
        "unsaved": unsaved,
        "is_changed": is_changed,
    }
    return render(request, "pilots/answer.html", context, status=status)


def _others(member: Member) -> list[Member]:
    """Who else is in, the coordinator first."""
    found = Member.objects.filter(pilot=member.pilot_id, state__in=PRESENT).exclude(pk=member.pk)
    return list(found.select_related("organisation").order_by("pk"))
