"""Being written."""

from django.http import HttpRequest, HttpResponse
from sky_portal.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
def save_one(request: HttpRequest, **where: object) -> HttpResponse:
    return HttpResponse(status=404)
