"""A superior's pages: what waits for a decision on a conflict of interest, and what has been found."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from grants.enums import ConflictState
from grants.forms.conflicts import ClaimForm, DecideForm
from grants.models import ConflictDeclaration
from grants.models.conflict import ConflictQuerySet
from grants.rules import EXAMINERS, decides_conflict
from grants.services import conflicts as service
from grants.views.desk_fetch import readable
from grants.workflows import CONFLICT
from sky_portal.accounts.enums import Role
from sky_portal.accounts.kept import kept_data
from sky_portal.accounts.models import Membership, User
from sky_portal.alphabet import in_order
from sky_portal.audience import audience, roles
from sky_portal.workflow import StepRefused

SUPERIORS = roles(Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR)
ROWS = 50


def decidable(user: Any) -> ConflictQuerySet:
    """The declarations of others that this person may decide on: of no case in which they have a conflict."""
    found = ConflictDeclaration.objects.filter(decides_conflict.q(user)).select_related(
        "application__case", "application__current_submission", "person", "claimed_by", "decided_by"
    )
    return found.defer("application__current_submission__content", "application__current_submission__search")


def disputed(user: Any) -> ConflictQuerySet:
    """Those that wait for the decision, the oldest first."""
    return decidable(user).filter(state__in={ConflictState.DISPUTED}).order_by("declared_at", "pk")


@audience(SUPERIORS)
@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """What waits, and what has been declared or found: who has declared to be free is not listed."""
    found = decidable(request.user).filter(
        Q(state__in={ConflictState.CONFLICTED}) | Q(decided_at__isnull=False)
    )
    found = found.exclude(state__in={ConflictState.DISPUTED}).order_by("-declared_at", "-pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {"waiting": disputed(request.user), "page": page}
    return render(request, "grants/conflicts/all.html", context)


@audience(SUPERIORS)
@require_http_methods(["GET", "POST"])
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, and the decision on it."""
    declaration = get_object_or_404(decidable(request.user), pk=pk)
    unsaved = kept_data(request)
    initial = {"seen": service.version_of(declaration)}
    form = DecideForm(
        request.POST if request.method == "POST" else unsaved,
        found=_findable(request, declaration),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid() and _decided(request, declaration, form):
        return redirect("grants:conflicts")
    context = {"declaration": declaration, "form": form, "unsaved": unsaved is not None}
    failed = request.method == "POST"
    return render(request, "grants/conflicts/decide.html", context, status=422 if failed else 200)


def _findable(request: HttpRequest, declaration: ConflictDeclaration) -> list[bool]:
    """What can be found: not what stands already."""
    found = [True] if declaration.state not in {ConflictState.CONFLICTED} else []
    return found + [False] * CONFLICT.may("find_no_conflict", request.user, declaration)


def _decided(request: HttpRequest, declaration: ConflictDeclaration, form: DecideForm) -> bool:
    try:
        service.decide(declaration, actor=request.user, **form.cleaned_data)
    except ValidationError as wrong:
        form.add_error("reason", wrong.messages)
        return False
    except (service.DecidedMeanwhile, StepRefused):
        messages.warning(
            request, _("Nothing was changed: another superior has decided meanwhile. Look again.")
        )
    else:
        messages.success(request, _("The decision was saved, and the official is told of it."))
    return True


@audience(SUPERIORS)
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Another official has a conflict of interest: it is closed to them until it is decided."""
    unsaved = kept_data(request)
    applications = readable(request).select_related("case", "call")
    form = ClaimForm(
        request.POST if request.method == "POST" else unsaved,
        people=_examiners(request.user),
        applications=applications,
        initial={"number": request.GET.get("number", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = service.claim(
                said["number"], person=said["person"], reason=said["reason"], actor=request.user
            )
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            messages.success(request, _("The application is closed to the official until it is decided."))
            return redirect("grants:conflict", pk=made.pk)
    context = {"form": form, "unsaved": unsaved is not None}
    failed = request.method == "POST"
    return render(request, "grants/conflicts/claim.html", context, status=422 if failed else 200)


def _examiners(user: Any) -> Any:
    """Who takes part in examining and deciding today, by name; never oneself."""
    holding = Membership.objects.current().filter(role__in=EXAMINERS).order_by().values("user_id")
    return User.objects.filter(pk__in=holding).exclude(pk=user.pk).order_by(in_order("name"), "pk")
