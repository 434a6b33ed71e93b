"""Asking for access, and opening the door: by the registry's link, a signatory or a registrar."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sky_portal.accounts.enums import PROVIDER_KINDS, AccessRequestState, Role
from sky_portal.accounts.forms.people import AccessAnswerForm, AccessRequestForm, RegistryAnswerForm
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import AccessRequest, Organisation
from sky_portal.accounts.person import person
from sky_portal.accounts.rules import decides_access, is_own, link_is_valid, sees_access_request
from sky_portal.accounts.services import access_request as requests
from sky_portal.accounts.views.onward import is_local, way_on
from sky_portal.accounts.workflows import ACCESS_REQUEST
from sky_portal.alphabet import sort_key
from sky_portal.audience import PUBLIC, SIGNED_IN, audience, roles
from sky_portal.search import fold
from sky_portal.workflow import StepRefused

SHOWN = 20


@audience(SIGNED_IN)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Which organisation: a search by name or business ID, answered by the server."""
    words = request.GET.get("q", "").strip()[:80]
    found = search(words) if words else []
    context = {
        "q": words,
        "organisations": found[:SHOWN],
        "more": len(found) > SHOWN,
        "next": way_on(request),
        "memberships": person(request).current_memberships(),
        "requests": AccessRequest.objects.filter(is_own.q(request.user), state=AccessRequestState.OPEN)
        .select_related("organisation")
        .order_by("-asked_at"),
    }
    return render(request, "accounts/access_find.html", context)


def search(words: str) -> list[Organisation]:
    """Education providers whose name in either language, or business ID, holds the words."""
    wanted = fold(words)
    providers = Organisation.objects.filter(kind__in=PROVIDER_KINDS)
    # A few hundred names: comparing them here is right about Ä and Å on both databases.
    found = [o for o in providers if wanted in fold(f"{o.name_fi} {o.name_sv} {o.business_id or ''}")]
    return sorted(found, key=lambda o: (not fold(o.name).startswith(wanted), sort_key(o.name)))


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """As what, and sending."""
    organisation = get_object_or_404(Organisation.objects.filter(kind__in=PROVIDER_KINDS), pk=pk)
    unsaved = kept_data(request)
    form = AccessRequestForm(request.POST or unsaved)
    if request.method == "POST" and form.is_valid() and (asked := _ask(request, organisation, form)):
        return redirect("accounts:access_status", pk=asked.pk)
    context = {
        "organisation": organisation,
        "form": form,
        "next": way_on(request),
        "unsaved": unsaved is not None,
    }
    return render(request, "accounts/access_ask.html", context)


def _ask(request: HttpRequest, organisation: Organisation, form: AccessRequestForm) -> AccessRequest | None:
    try:
        return requests.ask_access(
            organisation, continue_to=way_on(request)[:500], actor=person(request), **form.cleaned_data
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


@audience(SIGNED_IN)
@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """How one's own request stands, and the way on."""
    mine = AccessRequest.objects.filter(is_own.q(request.user)).select_related("organisation")
    asked = get_object_or_404(mine, pk=pk)
    onward = asked.continue_to if is_local(request, asked.continue_to) else ""
    context = {
        "asked": asked,
        "onward": onward,
        "buttons": ACCESS_REQUEST.buttons(request.user, asked),
    }
    return render(request, "accounts/access_status.html", context)


@audience(roles(Role.SIGNATORY, Role.REGISTRAR, Role.CALL_ADMINISTRATOR))
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The requests that wait for this person's answer."""
    found = ACCESS_REQUEST.waiting(ACCESS_REQUEST.steps["grant_access"], request.user)
    context = {"requests": found.select_related("user", "organisation").order_by("asked_at", "pk")}
    return render(request, "accounts/access_waiting.html", context)


@audience(roles(Role.SIGNATORY, Role.REGISTRAR, Role.CALL_ADMINISTRATOR))
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A signatory's or a registrar's answer."""
    seen = AccessRequest.objects.filter(sees_access_request.q(request.user) & ~is_own.q(request.user))
    asked = get_object_or_404(seen.select_related("user", "organisation"), pk=pk)
    form = AccessAnswerForm(request.POST or None, initial={"role": asked.role})
    if request.method == "POST" and _answered(request, asked, form, request.user):
        return redirect("accounts:access_requests")
    return _answer_page(request, asked, form)


@audience(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The registry's answer, by the link in its mail."""
    asked = requests.by_token(token)
    if asked is None or not link_is_valid.test(None, asked):
        raise Http404
    form = RegistryAnswerForm(request.POST or None, initial={"role": asked.role})
    if request.method == "POST" and _answered(request, asked, form, requests.LinkHolder(token)):
        return redirect("accounts:access_link", token=token)
    return _answer_page(request, asked, form)


def _answered(request: HttpRequest, asked: AccessRequest, form: AccessAnswerForm, actor: Any) -> bool:
    """Yes or no, once: whoever comes second sees what the first has answered."""
    if not form.is_valid() or not decides_access.test(actor, asked):
        return False
    clerk = form.cleaned_data.get("clerk", "")
    try:
        if request.POST.get("answer") == "yes":
            requests.grant_access(asked, role=form.cleaned_data["role"], actor=actor, clerk=clerk)
            messages.success(request, _("Access was given."))
        else:
            requests.refuse_access(asked, actor=actor, clerk=clerk)
            messages.success(request, _("Access was refused."))
    except StepRefused:
        messages.warning(request, _("Somebody else has answered this already."))
    return True


def _answer_page(request: HttpRequest, asked: AccessRequest, form: AccessAnswerForm) -> HttpResponse:
    is_open = ACCESS_REQUEST.state(asked) in ACCESS_REQUEST.steps["grant_access"].sources
    context = {"asked": asked, "form": form, "is_open": is_open}
    return render(request, "accounts/access_answer.html", context)
