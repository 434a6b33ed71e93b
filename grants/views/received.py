"""Being written."""
from django.http import HttpRequest, HttpResponse
from sky_portal.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
def received(request: HttpRequest, **where: object) -> HttpResponse:
    return HttpResponse(status=404)


@audience(SIGNED_IN)
def submission(request: HttpRequest, **where: object) -> HttpResponse:
    return HttpResponse(status=404)

