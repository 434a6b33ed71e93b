"""An organisation's people: who is what from when to when; inviting, ending, removing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sky_portal import clock
from sky_portal.accounts.enums import AccessRequestState, InvitationState, Role
from sky_portal.accounts.forms.people import EndForm, InvitationForm
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import AccessRequest, Invitation, Membership, Organisation
from sky_portal.accounts.person import person
from sky_portal.accounts.rules import manages_organisation, manages_people
from sky_portal.accounts.services import invitation as invitations
from sky_portal.accounts.services import membership as memberships
from sky_portal.alphabet import in_order
from sky_portal.audience import audience, roles

MANAGERS = roles(Role.SIGNATORY, Role.CALL_ADMINISTRATOR)


def managed(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, when the person manages its people; else 404."""
    return get_object_or_404(Organisation.objects.filter(manages_organisation.q(request.user)), pk=pk)


@audience(MANAGERS)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations whose people one manages; straight to the only one."""
    found = list(Organisation.objects.filter(manages_organisation.q(request.user)))
    if len(found) == 1:
        return redirect("accounts:people", pk=found[0].pk)
    return render(request, "accounts/organisations.html", {"organisations": found})


@audience(MANAGERS)
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is what, what is offered, who asks."""
    organisation = managed(request, pk)
    standing = Membership.objects.standing().filter(organisation=organisation)
    offered = Invitation.objects.filter(organisation=organisation, state=InvitationState.SENT)
    asking = AccessRequest.objects.filter(organisation=organisation, state=AccessRequestState.OPEN)
    context = {
        "organisation": organisation,
        "memberships": standing.select_related("user").order_by(in_order("user__name"), "role", "pk"),
        "invitations": offered,
        "requests": asking.select_related("user").exclude(user=person(request)),
        "today": clock.today(),
    }
    return render(request, "accounts/people.html", context)


@audience(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Offers a role to an address."""
    organisation = managed(request, pk)
    unsaved = kept_data(request)
    form = InvitationForm(request.POST or unsaved, organisation=organisation)
    if request.method == "POST" and form.is_valid() and _invite(request, organisation, form):
        return redirect("accounts:people", pk=organisation.pk)
    context = {"organisation": organisation, "form": form, "unsaved": unsaved is not None}
    return render(request, "accounts/invite.html", context)


def _invite(request: HttpRequest, organisation: Organisation, form: InvitationForm) -> bool:
    try:
        offer = invitations.invite(organisation, actor=person(request), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("An invitation was sent to %s.") % offer.email)
    return True


@audience(MANAGERS)
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes an offer back."""
    offers = Invitation.objects.filter(manages_people.q(request.user))
    offer = get_object_or_404(offers, pk=pk)
    invitations.withdraw(offer, actor=person(request))
    messages.success(request, _("The invitation was withdrawn."))
    return redirect("accounts:people", pk=offer.organisation_id)


def _membership(request: HttpRequest, pk: int) -> Membership:
    found = Membership.objects.standing().filter(manages_people.q(request.user))
    return get_object_or_404(found.select_related("user", "organisation"), pk=pk)


@audience(MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def membership(request: HttpRequest, pk: int) -> HttpResponse:
    """One role of one person: its last day, or its end at once."""
    found = _membership(request, pk)
    form = EndForm(request.POST or None, initial={"ends_on": found.ends_on})
    if request.method == "POST" and form.is_valid():
        ends_on = form.cleaned_data["ends_on"]
        if _done(form, memberships.end_membership, found, on=ends_on, actor=person(request)):
            messages.success(request, _("The last day was set."))
            return redirect("accounts:people", pk=found.organisation_id)
    return render(request, "accounts/membership.html", {"membership": found, "form": form})


@audience(MANAGERS)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a role away at once."""
    found = _membership(request, pk)
    form = EndForm({"ends_on": clock.today()})
    if not _done(form, memberships.remove_membership, found, actor=person(request)):
        return render(request, "accounts/membership.html", {"membership": found, "form": form}, status=409)
    messages.success(request, _("The role was removed."))
    if found.user_id == request.user.pk:
        return redirect("home")
    return redirect("accounts:people", pk=found.organisation_id)


def _done(form: EndForm, verb: Any, thing: Membership, **arguments: Any) -> bool:
    """Runs the verb; what it refuses is said on the form."""
    try:
        verb(thing, **arguments)
    except ValidationError as error:
        form.is_valid()
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
