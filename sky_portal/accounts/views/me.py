"""One's own page, and for which organisation one acts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sky_portal.accounts import acting, second_factor
from sky_portal.accounts.forms.people import MeForm
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import AccessRequest, User
from sky_portal.accounts.person import person
from sky_portal.accounts.rules import is_own, manages_organisation
from sky_portal.accounts.services import access_request
from sky_portal.accounts.views.onward import way_on
from sky_portal.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Name, title and language; memberships; the second factor."""
    fresh = User.objects.get(pk=person(request).pk)
    unsaved = kept_data(request)
    form = MeForm(request.POST or unsaved, instance=fresh)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    memberships = person(request).current_memberships()
    context = {
        "form": form,
        "unsaved": unsaved is not None,
        "memberships": memberships,
        "managed": {
            m.organisation_id for m in memberships if manages_organisation.test(request.user, m.organisation)
        },
        "requests": AccessRequest.objects.filter(is_own.q(request.user)).select_related("organisation")[:10],
        "has_second_factor": second_factor.has_one(request.user),
    }
    return render(request, "accounts/me.html", context)


@audience(SIGNED_IN)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The choice for which organisation to act."""
    context = {
        "organisations": acting.organisations(request.user),
        "memberships": person(request).current_memberships(),
        "next": way_on(request),
    }
    return render(request, "accounts/choose.html", context)


@audience(SIGNED_IN)
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Acts for one organisation from now on."""
    wanted = request.POST.get("organisation", "")
    # Compared as texts: what is sent may be no number at all, or one of five thousand digits.
    chosen = next((one.pk for one in acting.organisations(person(request)) if str(one.pk) == wanted), None)
    if chosen is None or not acting.choose(request, chosen):
        raise Http404
    return redirect(way_on(request, reverse("home")))


@audience(SIGNED_IN)
@require_POST
def withdraw_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one's own request for access back."""
    asked = get_object_or_404(AccessRequest.objects.filter(is_own.q(request.user)), pk=pk)
    access_request.withdraw_request(asked, actor=person(request))
    messages.success(request, _("The request was withdrawn."))
    return redirect("accounts:me")
