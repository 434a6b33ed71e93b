"""The thread between the applicant and the officials: the same messages on two pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grants.enums import CaseMessageKind, Side
from grants.forms.correspondence import MessageForm
from grants.models import Application, CaseMessage, Review
from grants.rules import is_under_examination
from grants.services import correspondence as service
from grants.views.attachment_words import STATES
from grants.views.desk_fetch import READERS, opened_application
from grants.views.fetch import APPLICANTS, own_application
from grants.views.refusals import put_on
from grants.workflows import APPLICATION
from sky_portal import clock
from sky_portal.accounts.kept import kept_data
from sky_portal.audience import audience
from sky_portal.documents.services import MOST_BYTES_A_CASE
from sky_portal.documents.uploads.checks import MB
from sky_portal.documents.uploads.handler import were_skipped
from sky_portal.workflow import StepRefused

FIELDS = {"due_at": "due_on", "files": "attached"}
TEMPLATES = {
    "grants:messages": "grants/correspondence/thread.html",
    "grants:case_messages": "grants/correspondence/case_thread.html",
}


def panel(
    request: HttpRequest,
    application: Application,
    form: MessageForm | None = None,
    *,
    post_to: str = "grants:case_messages",
) -> dict[str, Any]:
    """For `grants/correspondence/_panel.html`, on a page of an application that this person reads.

    `post_to` is the page that takes the form.
    """
    return {"application": application, "thread": told(request, application, form), "post_to": post_to}


def told(request: HttpRequest, application: Application, form: MessageForm | None = None) -> dict[str, Any]:
    """The messages, the versions they stand beside, and the form of who may write."""
    sent = application.submissions.order_by("number").values_list("number", "arrived_at")
    versions, now, scored = list(sent), clock.now(), _scored(request, application)
    found = list(service.thread(application))
    last = max((one.sent_at for one in found if one.side == Side.APPLICANT), default=None)
    return {
        "messages": [_row(one, versions, scored, now, last) for one in found],
        "form": form or _form(request, application),
    }


@audience(APPLICANTS)
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, case: UUID) -> HttpResponse:
    """The applicant's page of the thread."""
    return _handle(request, own_application(request, case), "grants:messages")


@audience(READERS)
@require_http_methods(["GET", "POST"])
def case_thread(request: HttpRequest, case: UUID) -> HttpResponse:
    """The officials' page of the thread."""
    return _handle(request, opened_application(request, case), "grants:case_messages")


def _handle(request: HttpRequest, application: Application, page: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, application, page, _form(request, application, kept_data(request)))
    form = _form(request, application, request.POST)
    if form is None:
        raise PermissionDenied
    if were_skipped(request):
        limit = MOST_BYTES_A_CASE // MB
        words = _("The files weigh more than %(limit)s MB together. Send them in smaller lots.")
        form.add_error("attached", words % {"limit": limit})
    if form.is_valid():
        try:
            sent = service.send(application, actor=request.user, **form.message)
        except ValidationError as wrong:
            put_on(form, wrong, FIELDS)
        except StepRefused:
            messages.warning(request, _("Nothing was sent: the case has moved on meanwhile."))
            return redirect(page, case=application.case_id)
        else:
            messages.success(request, _sent_words(sent))
            answer = redirect(page, case=application.case_id)
            answer["Location"] += f"#message-{sent.pk}"
            return answer
    return _page(request, application, page, form, status=422)


def _sent_words(sent: CaseMessage) -> str:
    if sent.kind == CaseMessageKind.ADDITION:
        return _("The addition has been received. A receipt comes by e-mail.")
    return _("The message has been sent.")


def _form(request: HttpRequest, application: Application, data: Any = None) -> MessageForm | None:
    """The form of the side for which this person writes; None for who only reads."""
    side = service.side_of(request.user, application)
    if side is None or not APPLICATION.may(service.STEPS[side], request.user, application):
        return None
    files = request.FILES if data is request.POST else None
    own = CaseMessage.objects.filter(application=application)
    adds = is_under_examination.test(request.user, application)
    initial = {"replies_to": _asked_to_answer(request, application)}
    return MessageForm(data, files, side=side, call=application.call, thread=own, adds=adds, initial=initial)


def _asked_to_answer(request: HttpRequest, application: Application) -> CaseMessage | None:
    """The message that `?to=` names, where it is one of this case."""
    asked = request.GET.get("to", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):  # noqa: PLR2004
        return None
    return CaseMessage.objects.filter(application=application, pk=int(asked)).first()


def _row(
    message: CaseMessage, versions: list[Any], scored: set[Any], now: datetime, last: datetime | None
) -> dict[str, Any]:
    """A message with the version that stood when it came; `last` is when the applicant wrote last."""
    waits = message.due_at is not None and (last is None or last < message.sent_at)
    number = max((number for number, at in versions if at <= message.sent_at), default=0)
    is_addition = message.kind == CaseMessageKind.ADDITION
    return {
        "message": message,
        "is_addition": is_addition,
        "is_official": message.side == Side.OFFICIAL,
        "number": number,
        # The version had been scored when this came: assessors had not read it.
        "after_scoring": is_addition and any(at <= message.sent_at for at in scored),
        "files": [
            {"document": one.document, "state": STATES[one.document.screening]} for one in message.files.all()
        ],
        "waits": waits,
        "is_overdue": waits and message.due_at is not None and message.due_at < now,
    }


def _scored(request: HttpRequest, application: Application) -> set[Any]:
    """When the assessments that this person sees were finished: nobody is told of others' before time."""
    done = Review.objects.visible_to(request.user).counting().filter(application=application)
    return set(done.filter(done_at__isnull=False).order_by().values_list("done_at", flat=True))


def _page(
    request: HttpRequest, application: Application, page: str, form: MessageForm | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "application": application,
        "call": application.call,
        "unsaved": form is not None and form.is_bound and request.method != "POST",
        **panel(request, application, form, post_to=page),
    }
    return render(request, TEMPLATES[page], context, status=status)
