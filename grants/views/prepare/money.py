"""What a call shares out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from grants.forms.prepare.money import MoneyForm
from grants.services.call.basics import money_of, save_money
from grants.views.prepare.fetch import ADMINISTRATORS
from grants.views.prepare.form_page import form_page
from sky_portal.audience import audience
from sky_portal.ui.working_days import remark


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def money(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows and saves the sum or the places, the own share and the use period."""
    return form_page(
        request, slug, part="money", form=MoneyForm, stored=money_of, save=save_money, remarks=_remarks
    )


def _remarks(values: dict[str, Any]) -> list[str]:
    return [remark(values.get(name)) for name in ("use_from", "use_until")]
