"""Name, times and reminders of a call."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from grants.forms.prepare.basics import BasicsForm
from grants.services.call.basics import basics_of, save_basics
from grants.views.prepare.fetch import ADMINISTRATORS
from grants.views.prepare.form_page import form_page
from sky_portal.audience import audience
from sky_portal.ui.working_days import remark


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def basics(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows and saves what a call is called, when it is open, when it reminds."""
    return form_page(
        request, slug, part="basics", form=BasicsForm, stored=basics_of, save=save_basics, remarks=_remarks
    )


def _remarks(values: dict[str, Any]) -> list[str]:
    return [remark(values.get(name)) for name in ("opens_at", "closes_at")]
