"""An invitation's link: it opens a page with a button; nothing changes before the button."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sky_portal.accounts import acting
from sky_portal.accounts.models import Invitation
from sky_portal.accounts.person import person
from sky_portal.accounts.rules import is_invited, link_is_valid
from sky_portal.accounts.services import invitation as invitations
from sky_portal.accounts.views.onward import is_local
from sky_portal.accounts.workflows import INVITATION
from sky_portal.audience import PUBLIC, SIGNED_IN, audience
from sky_portal.workflow import StepRefused


def _found(token: str) -> Invitation:
    found = invitations.by_token(token)
    if found is None:
        raise Http404
    return found


def _is_open(offer: Invitation) -> bool:
    return INVITATION.state(offer) in INVITATION.steps["accept"].sources and link_is_valid.test(None, offer)


@audience(PUBLIC)
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, by whom, and the button."""
    offer = _found(token)
    context = {
        "invitation": offer,
        "token": token,
        "is_open": _is_open(offer),
        "is_mine": is_invited.test(request.user, offer),
        "next": request.path,
    }
    return render(request, "accounts/invitation.html", context)


@audience(SIGNED_IN)
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the role up."""
    offer = _found(token)
    if not _is_open(offer) or not is_invited.test(request.user, offer):
        return redirect("accounts:invitation", token=token)
    try:
        invitations.accept(offer, actor=person(request))
    except StepRefused:
        return redirect("accounts:invitation", token=token)
    person(request).forget_memberships()
    acting.choose(request, offer.organisation_id)
    messages.success(request, _("You now act for %s.") % offer.organisation)
    return redirect(offer.continue_to if is_local(request, offer.continue_to) else "home")


@audience(PUBLIC)
@require_POST
def start_account(request: HttpRequest, token: str) -> HttpResponse:
    """To a new account: the link has shown that the invited address is the person's own."""
    offer = _found(token)
    if _is_open(offer) and not request.user.is_authenticated:
        get_adapter().stash_verified_email(request, offer.email)
    back = reverse("accounts:invitation", kwargs={"token": token})
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': back, 'email': offer.email})}")
