"""Comments on a part: read, written, settled. Only the applicant's side finds them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grants import parts
from grants.forms.together import CommentForm
from grants.models import Application, PartComment
from grants.services import together
from grants.views.fetch import APPLICANTS, own_application
from grants.views.talk import talk
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, case: UUID, part: str) -> HttpResponse:
    """Shows what is said about a part, and takes one comment more."""
    application = own_application(request, case)
    if part not in parts.titles(application):
        raise Http404
    if request.method == "POST":
        return _add(request, application, part)
    unsaved = kept_data(request)
    return _page(request, application, part, CommentForm(unsaved) if unsaved else None)


@audience(APPLICANTS)
@require_POST
def settle(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Notes that what a comment asks for has been taken care of."""
    comment = _own_comment(request, case, pk)
    together.settle(comment, actor=request.user)
    messages.success(request, _("The comment has been marked as settled."))
    return _back(request, comment.application, comment.part)


@audience(APPLICANTS)
@require_POST
def take_up(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Opens a settled comment again."""
    comment = _own_comment(request, case, pk)
    together.take_up(comment, actor=request.user)
    messages.success(request, _("The comment is open again."))
    return _back(request, comment.application, comment.part)


def _own_comment(request: HttpRequest, case: UUID, pk: int) -> PartComment:
    application = own_application(request, case)
    comment = get_object_or_404(PartComment.objects.visible_to(request.user), application=application, pk=pk)
    comment.application = application
    return comment


def _add(request: HttpRequest, application: Application, part: str) -> HttpResponse:
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            together.add_comment(
                application,
                part=part,
                text=form.cleaned_data["text"],
                token=form.cleaned_data["token"],
                actor=request.user,
            )
        except ValidationError as wrong:
            form.add_error("text", wrong)
        else:
            messages.success(request, _("The comment has been added."))
            return _back(request, application, part)
    return _page(request, application, part, form, refused=True)


def _page(
    request: HttpRequest,
    application: Application,
    part: str,
    form: CommentForm | None,
    *,
    refused: bool = False,
) -> HttpResponse:
    context = {
        "application": application,
        "call": application.call,
        "talk": talk(request, application, part, form),
        "part_page": parts.address(application, part),
        "unsaved": form is not None and not refused,
    }
    return render(request, "grants/comments.html", context, status=422 if refused else 200)


def _back(request: HttpRequest, application: Application, part: str) -> HttpResponse:
    """To the comments where they were read: on the part's own page, or on theirs."""
    on_part = request.POST.get("on") == "part" and part not in parts.OWN_PARTS
    page = parts.address(application, part) if on_part else parts.talk_address(application, part)
    return redirect(f"{page}#comments")
