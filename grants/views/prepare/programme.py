"""The programme of a call and what its members commit to."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.forms.prepare.programme import CommitmentsForm, ProgrammeForm
from grants.services.call.programme import commitments_of, programme_of, save_commitments, save_programme
from grants.views.prepare.fetch import ADMINISTRATORS, call_or_404
from grants.views.prepare.form_page import form_page
from grants.views.prepare.parts import frame
from grants.views.prepare.saving import attempt
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows and saves names, days, register and who may apply at all."""
    form = partial(ProgrammeForm, programme=call_or_404(request, slug).programme)
    return form_page(
        request,
        slug,
        part="programme",
        form=form,
        stored=programme_of,
        save=save_programme,
        remarks=lambda values: [],
    )


@audience(ADMINISTRATORS)
@require_http_methods(["GET", "POST"])
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows and saves what a member accepts by confirming its part."""
    call = call_or_404(request, slug)
    unsaved = kept_data(request)
    form = CommitmentsForm(request.POST or unsaved, stored=commitments_of(call))
    status = 200
    if request.method == "POST" and not form.is_step():
        status = attempt(form, lambda: _save(call, form, request.user))
        if not status:
            messages.success(request, _("Saved."))
            return redirect("grants:prepare_commitments", slug=call.slug)
    context = {**frame(call, "commitments"), "form": form, "unsaved": unsaved is not None}
    return render(request, "grants/prepare/commitments.html", context, status=status)


def _save(call: Any, form: CommitmentsForm, actor: Any) -> None:
    values = {"commitments": form.rows.as_json()}
    save_commitments(call, values=values, actor=actor, seen=form.shown_digest)
