"""The demo's top bar: moving the clock."""

from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sky_portal.audience import DEMO, audience
from sky_portal.demo import moments, services


@audience(DEMO)
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Moves the clock to a named moment and stays on the page where possible."""
    try:
        moment = moments.get(request.POST.get("moment", ""))
    except KeyError:
        raise Http404 from None
    session = Session.objects.filter(session_key=request.session.session_key).first()
    try:
        services.move(moment)
    except services.NotPrepared:
        messages.error(request, _("That moment has not been visited: the clock only goes forward to it."))
    else:
        # Going back restores a database that knows nothing of this sign-in.
        if session is not None:
            session.save()
        messages.success(request, _("The portal's clock now shows: %(name)s.") % {"name": moment.name})
    # Not redirect(): that takes a word without a slash for the name of a page.
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("front")
