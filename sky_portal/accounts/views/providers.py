"""Education providers as the registrar keeps them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sky_portal.accounts.enums import Role
from sky_portal.accounts.forms.provider import ProviderForm
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.rules import keeps_provider
from sky_portal.accounts.services import provider as service
from sky_portal.audience import audience, roles
from sky_portal.search import fold
from sky_portal.ui.tables import PAGE

KEEPERS = roles(Role.REGISTRAR, Role.CALL_ADMINISTRATOR)
ROWS = 50


@audience(KEEPERS)
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """All providers by name; those without a registry address can be picked out."""
    wanted, lacking = fold(request.GET.get("q", "")).strip(), "lacking" in request.GET
    found = Organisation.objects.filter(keeps_provider.q(request.user)).by_name()
    if lacking:
        found = found.filter(registry_email="")
    # A few hundred rows: folded here, because SQLite's LIKE knows no Ä.
    rows = [o for o in found if wanted in fold(f"{o.name_fi} {o.name_sv} {o.business_id or ''}")]
    page = Paginator(rows, ROWS).get_page(request.GET.get(PAGE))
    context = {"page": page, "q": request.GET.get("q", ""), "lacking": lacking, "count": len(rows)}
    return render(request, "accounts/providers.html", context)


@audience(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A provider that is no municipality."""
    unsaved = kept_data(request)
    form = ProviderForm(request.POST or unsaved, initial={"language": "fi"})
    if request.method == "POST" and form.is_valid():
        made = service.add_provider(form.details(), actor=request.user)
        messages.success(request, _("%(name)s has been added.") % {"name": made.name})
        return redirect("accounts:providers")
    context = {"form": form, "unsaved": unsaved is not None, "provider": None}
    return render(request, "accounts/provider.html", context, status=422 if form.errors else 200)


@audience(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """One provider: its registry address, and for others than municipalities its names."""
    found = get_object_or_404(Organisation.objects.filter(keeps_provider.q(request.user)), pk=pk)
    unsaved = kept_data(request)
    form = ProviderForm(request.POST or unsaved, provider=found)
    if request.method == "POST" and form.is_valid():
        service.save_provider(found, form.details(), actor=request.user)
        messages.success(request, _("Saved: %(name)s.") % {"name": found.name})
        return redirect("accounts:providers")
    context = {"form": form, "unsaved": unsaved is not None, "provider": found}
    return render(request, "accounts/provider.html", context, status=422 if form.errors else 200)
