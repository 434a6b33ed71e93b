"""The files of an application: several at once, each with its own answer; no script is needed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from grants.models import Application, Attachment, AttachmentAsked
from grants.services import attachments as service
from grants.views.attachment_words import OWN, places, shown, spot_of
from grants.views.fetch import APPLICANTS, own_application
from sky_portal.audience import audience, is_script
from sky_portal.documents.services import MOST_BYTES_A_CASE, MOST_FILES_A_CASE
from sky_portal.documents.uploads.checks import MB, MOST_BYTES
from sky_portal.documents.uploads.handler import were_skipped
from sky_portal.documents.uploads.kinds import EXTENSIONS
from sky_portal.documents.uploads.names import clean_name
from sky_portal.documents.uploads.refusals import SENTENCES

TOO_LARGE = 413


@dataclass(frozen=True)
class Outcome:
    """What became of one file that was sent: `words` say why it was refused."""

    name: str
    words: str = ""
    is_new: bool = True

    @property
    def ok(self) -> bool:
        """Whether the file is there now."""
        return not self.words


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def attachments(request: HttpRequest, case: UUID) -> HttpResponse:
    """Shows the files and takes more; the good ones of several stay when others are refused."""
    application = own_application(request, case)
    if request.method != "POST":
        return _page(request, application)
    refuse_reader(request, application)
    asked = _asked(request, application)
    outcomes = _take(request, application, asked)
    if is_script(request):
        return _told(request, application, asked, outcomes)
    if not all(one.ok for one in outcomes):
        return _page(request, application, outcomes, spot=spot_of(asked), status=_status(request))
    messages.success(request, _all_there(outcomes))
    return redirect(f"{reverse('grants:attachments', args=[case])}#place-{spot_of(asked)}")


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Asks before it takes a file away; what has been sent keeps it."""
    application, attachment = _one(request, case, pk)
    refuse_reader(request, application)
    if request.method == "POST":
        service.remove(attachment, actor=request.user)
        messages.success(request, _("%(name)s has been removed.") % {"name": attachment})
        return redirect("grants:attachments", case=case)
    context = {"application": application, "call": application.call, "one": shown(attachment)}
    return render(request, "grants/attachment_remove.html", context)


@audience(APPLICANTS)
@require_POST
def mark(request: HttpRequest, case: UUID, pk: int) -> HttpResponse:
    """Marks a file as secret, or takes the mark away."""
    application, attachment = _one(request, case, pk)
    refuse_reader(request, application)
    secret = request.POST.get("secret") == "1"
    service.mark(attachment, secret=secret, actor=request.user)
    words = _("%(name)s is marked secret.") if secret else _("%(name)s is no longer marked secret.")
    messages.success(request, words % {"name": attachment})
    return redirect(f"{reverse('grants:attachments', args=[case])}#place-{spot_of(attachment.asked)}")


def refuse_reader(request: HttpRequest, application: Application) -> None:
    """Raises PermissionDenied for whoever may read the files but neither add nor remove any."""
    if not service.writes_attachments.test(request.user, application):
        raise PermissionDenied


def _one(request: HttpRequest, case: UUID, pk: int) -> tuple[Application, Attachment]:
    application = own_application(request, case)
    files = Attachment.objects.visible_to(request.user).current().filter(application=application)
    return application, get_object_or_404(
        files.select_related("application__case", "document", "asked"), pk=pk
    )


def _asked(request: HttpRequest, application: Application) -> AttachmentAsked | None:
    key = request.POST.get("asked", OWN)
    if key == OWN:
        return None
    for one in application.call.attachments_asked.all():
        if one.key == key:
            return one
    raise Http404


def _take(request: HttpRequest, application: Application, asked: AttachmentAsked | None) -> list[Outcome]:
    if were_skipped(request):
        limit = MOST_BYTES_A_CASE // MB
        words = _("The files weigh more than %(limit)s MB together. Send them in smaller lots.")
        return [Outcome("", words % {"limit": limit})]
    files = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if not files:
        return [Outcome("", _("Choose at least one file."))]
    return [_take_one(request, application, file, asked) for file in files]


def _take_one(
    request: HttpRequest, application: Application, file: UploadedFile, asked: AttachmentAsked | None
) -> Outcome:
    name = clean_name(file.name or "")
    try:
        added = service.add(application, upload=file, asked=asked, actor=request.user)
    except ValidationError as refusal:
        return Outcome(name, " ".join(refusal.messages))
    return Outcome(str(added.attachment), is_new=added.is_new)


def _all_there(outcomes: list[Outcome]) -> str:
    there = [one for one in outcomes if not one.is_new]
    if len(outcomes) == 1:
        words = _("%(name)s was there already.") if there else _("%(name)s has been added.")
        return words % {"name": outcomes[0].name}
    return ngettext("%(count)d file has been added.", "%(count)d files have been added.", len(outcomes)) % {
        "count": len(outcomes)
    }


def _status(request: HttpRequest) -> int:
    return TOO_LARGE if were_skipped(request) else 422


def _told(
    request: HttpRequest, application: Application, asked: AttachmentAsked | None, outcomes: list[Outcome]
) -> JsonResponse:
    """For the page's script: what became of the files, and the place as it is now."""
    context = _context(request, application)
    key = asked.key if asked else OWN
    place = next(one for one in context["places"] if one.key == key)
    told = {
        "words": " ".join(one.words for one in outcomes),
        "place": render_to_string("grants/_attachment_files.html", {**context, "place": place}, request),
        "room": render_to_string("grants/_attachment_room.html", context, request),
    }
    refused = not all(one.ok for one in outcomes)
    return JsonResponse(told, status=_status(request) if refused else 201)


def _page(
    request: HttpRequest,
    application: Application,
    outcomes: list[Outcome] | None = None,
    *,
    spot: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _context(request, application)
    context |= {
        "refused": [one for one in outcomes or [] if not one.ok],
        "taken": [one for one in outcomes or [] if one.ok],
        "refused_at": spot,
    }
    return render(request, "grants/attachments.html", context, status=status)


def _context(request: HttpRequest, application: Application) -> dict[str, Any]:
    files = service.listed(application)
    kept = service.going_along(files)
    return {
        "application": application,
        "call": application.call,
        "places": places(application, files),
        "may_edit": service.writes_attachments.test(request.user, application),
        "used": sum(one.document.size for one in kept),
        "count": len(kept),
        "most_bytes": MOST_BYTES,
        "most_files": MOST_FILES_A_CASE,
        "most_mb": MOST_BYTES // MB,
        "whole_mb": MOST_BYTES_A_CASE // MB,
        "too_large": SENTENCES["too_large"] % {"limit": MOST_BYTES // MB},
        "accept": ",".join(EXTENSIONS),
    }
