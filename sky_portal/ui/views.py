"""Pages of the portal itself: its statements, the choice of light or dark, the gallery of parts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from sky_portal import clock
from sky_portal.audience import DEMO, PUBLIC, audience
from sky_portal.ui import gallery as parts
from sky_portal.ui.caching import for_crowds
from sky_portal.ui.forms import AppearanceForm
from sky_portal.ui.supervision import supervisor
from sky_portal.ui.theme import choose, chosen


@audience(PUBLIC)
@require_GET
@for_crowds
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (digipalvelulaki 306/2019, 9 §)."""
    context = {"supervisor": supervisor(clock.today()), "feedback": settings.FEEDBACK_EMAIL}
    return render(request, "ui/accessibility.html", context)


@audience(PUBLIC)
@require_GET
@for_crowds
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why and how long."""
    return render(request, "ui/privacy.html", {"feedback": settings.FEEDBACK_EMAIL})


@audience(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device wishes: kept in a cookie, works without scripts."""
    form = AppearanceForm(
        request.POST or None,
        initial={
            "theme": chosen(request) or "auto",
            "back": request.GET.get("back") or request.headers.get("Referer", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        # Not redirect(): that takes a word without a slash for the name of a page.
        response = HttpResponseRedirect(_inside(request, form.cleaned_data["back"]))
        choose(response, form.cleaned_data["theme"])
        return response
    return render(request, "ui/appearance.html", {"form": form}, status=422 if form.errors else 200)


@audience(DEMO)
@require_http_methods(["GET", "HEAD"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of the portal's face on one page."""
    return render(request, "ui/gallery.html", parts.context(request.GET))


def _inside(request: HttpRequest, address: str) -> str:
    """An address of this portal, else the front page: nobody is led away by a link."""
    own = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=own, require_https=request.is_secure())
    return address if address and safe else reverse("front")
