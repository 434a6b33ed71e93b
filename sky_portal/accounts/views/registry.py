"""The registry's link: who signs for the organisation? Nothing changes before the button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sky_portal.accounts.forms.people import RegistryInvitationForm
from sky_portal.accounts.models import RegistryLink
from sky_portal.accounts.services import registry_link as links
from sky_portal.accounts.waiting import what_waits
from sky_portal.audience import PUBLIC, audience


@audience(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registry_link(request: HttpRequest, token: str) -> HttpResponse:
    """What waits for the organisation, and whom its registry names to sign for it."""
    link = links.by_token(token)
    if link is None:
        return _gone(request, token)
    form = RegistryInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, link, form):
        return redirect("accounts:registry_link", token=token)
    context: dict[str, Any] = {
        "link": link,
        "waiting": what_waits(link.continue_to),
        "is_signed": links.has_signatory(link.organisation),
        "form": form,
    }
    return render(request, "accounts/registry_link.html", context, status=422 if form.errors else 200)


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """An old link says that it is old; one that never was says nothing."""
    if not links.has_expired(token):
        raise Http404
    return render(request, "accounts/registry_link_expired.html", status=410)


def _invited(request: HttpRequest, link: RegistryLink, form: RegistryInvitationForm) -> bool:
    email, clerk = form.cleaned_data["email"], form.cleaned_data["clerk"]
    try:
        links.invite_signatory(link, email=email, clerk=clerk)
    except links.SomebodySigns:
        # The page says so by itself.
        return True
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    text = _("An invitation was sent to %(email)s. The link in it works for 14 days.")
    messages.success(request, text % {"email": email})
    return True
