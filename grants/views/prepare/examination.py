"""How the applications of a call are assessed."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from grants.forms.prepare.examination import ExaminationForm
from grants.services.call.basics import examination_of, save_examination
from grants.views.prepare.fetch import ADMINISTRATORS
from grants.views.prepare.form_page import form_page
from sky_portal.audience import audience


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def examination(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows and saves how many assess each application, and whether they agree on one assessment."""
    return form_page(
        request,
        slug,
        part="examination",
        form=ExaminationForm,
        stored=examination_of,
        save=save_examination,
        remarks=lambda values: [],
    )
