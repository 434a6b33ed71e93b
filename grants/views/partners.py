"""Telling in public that one's organisation looks for partners, and that it no longer does."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants.forms.partners import NoticeForm
from grants.models import Call
from grants.views.public.phase import Phase, phase_of, public_calls
from grants.views.start import writes_for
from pilots.models import PartnerNotice
from pilots.rules import writes_notice
from pilots.services import look_for_partners, stop_looking
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.person import person
from sky_portal.audience import SIGNED_IN, audience


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, slug: str) -> HttpResponse:
    """The notice of one's own organisation, or the form that makes it."""
    call = _call(request, slug)
    organisations = writes_for(request.user)
    if not organisations:
        return redirect(f"{reverse('accounts:access_request')}?{urlencode({'next': request.path})}")
    own = list(_own(request, call).open().select_related("organisation"))
    spoken = {notice.organisation_id for notice in own}
    # What was typed is shown again also when a colleague was quicker: the verb says so.
    offered = [one for one in organisations if request.method == "POST" or one.pk not in spoken]
    closed = phase_of(call) is Phase.CLOSED
    form = None if closed or not offered else _form(request, call, offered)
    if form and request.method == "POST" and form.is_valid() and _published(request, call, form):
        messages.success(request, _("Your notice is now public."))
        return redirect("grants:partners", slug=slug)
    context = {
        "call": call,
        "closed": closed,
        "own": own,
        "form": form,
        "unsaved": form is not None and kept_data(request) is not None,
    }
    return render(request, "grants/partners.html", context, status=422 if form and form.errors else 200)


@audience(SIGNED_IN)
@require_POST
def stop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Takes one's organisation's notice away; once more does no harm."""
    call = _call(request, slug)
    notices = PartnerNotice.objects.visible_to(request.user).filter(programme=call.programme)
    stop_looking(get_object_or_404(notices.select_related("organisation"), pk=pk), actor=request.user)
    messages.success(request, _("Your notice is no longer shown."))
    return redirect("grants:partners", slug=slug)


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(public_calls(request.user).prefetch_related("milestones"), slug=slug)


def _own(request: HttpRequest, call: Call) -> Any:
    notices = PartnerNotice.objects.visible_to(request.user).filter(writes_notice.q(request.user))
    return notices.filter(programme=call.programme).order_by("-opened_at", "-pk")


def _form(request: HttpRequest, call: Call, organisations: list[Organisation]) -> NoticeForm:
    """Filled with what was said last, so that a word can be changed without writing all again."""
    user = person(request)
    last = _own(request, call).filter(organisation__in=organisations).first()
    initial = {
        "organisation": organisations[0].pk,
        "text": last.text if last else "",
        "contact_name": last.contact_name if last else user.name,
        "contact_email": last.contact_email if last else user.email,
    }
    return NoticeForm(request.POST or kept_data(request), organisations=organisations, initial=initial)


def _published(request: HttpRequest, call: Call, form: NoticeForm) -> bool:
    try:
        look_for_partners(call.programme, actor=request.user, **form.words)
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
        return False
    return True
