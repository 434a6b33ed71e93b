"""What was sent, version by version, and what has changed between two of them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from grants.documents import to_the_second
from grants.forms.versions import WORKING, CompareForm
from grants.models import Application
from grants.rules import is_withdrawn
from grants.services import submission as sending
from grants.services import versions as service
from grants.services.papers import paper_of
from grants.views.attachment_words import sent_files
from grants.views.desk_fetch import opened_application
from grants.views.fetch import APPLICANTS, own_application
from grants.views.reading import read
from grants.views.received import READERS
from sky_portal.audience import audience

# The number column is a small integer.
LARGEST = 32_767


@audience(APPLICANTS)
@require_safe
def versions(request: HttpRequest, case: UUID) -> HttpResponse:
    """Everything that was sent, and the working copy beside it."""
    application = own_application(request, case)
    context = _list(application) | {"working": _working(application)}
    return render(request, "grants/versions.html", context | {"compare_url": "grants:compare"})


@audience(APPLICANTS)
@require_safe
def version(request: HttpRequest, case: UUID, number: int) -> HttpResponse:
    """One of them as it was sent."""
    application = own_application(request, case)
    if number > LARGEST:
        raise Http404
    sent = get_object_or_404(service.submissions_of(application), number=number)
    context = {
        "application": application,
        "call": application.call,
        "submission": sent,
        "content": read(sent),
        "arrived": to_the_second(sent.arrived_at),
        "is_current": sent.pk == application.current_submission_id,
        "files": sent_files(sent),
        "files_lacking": [],
        "paper": paper_of(sent),
        "may_edit": False,
    }
    return render(request, "grants/version.html", context)


@audience(APPLICANTS)
@require_safe
def compare(request: HttpRequest, case: UUID) -> HttpResponse:
    """What has changed between two versions, the working copy included."""
    application = own_application(request, case)
    if not application.current_submission_id:
        raise Http404
    context = _compared(request, application, with_working=True)
    context["back"] = reverse("grants:versions", args=[case])
    return render(request, "grants/compare.html", context)


@audience(READERS)
@require_safe
def received_versions(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same for officials: only what was sent."""
    application = opened_application(request, case)
    context = _list(application) | {"working": None, "compare_url": "grants:received_compare"}
    return render(request, "grants/received_versions.html", context)


@audience(READERS)
@require_safe
def received_compare(request: HttpRequest, case: UUID) -> HttpResponse:
    """What has changed between two sent versions; the working copy is not the official's to see."""
    application = opened_application(request, case)
    context = _compared(request, application, with_working=False)
    context["back"] = reverse("grants:received_versions", args=[case])
    return render(request, "grants/received_compare.html", context)


def _list(application: Application) -> dict[str, Any]:
    found = service.versions_of(application)
    return {
        "application": application,
        "call": application.call,
        "rows": [
            {
                "sent": one.submission,
                "receipt": one.receipt,
                "arrived": to_the_second(one.submission.arrived_at),
                "is_current": one.submission.pk == application.current_submission_id,
            }
            for one in found
        ],
        "withdrawn": is_withdrawn.test(None, application),
    }


def _working(application: Application) -> dict[str, Any]:
    """Whether the working copy says something else than what was sent last."""
    parcel = sending.gather(application)
    return {"differs": sending.differs(parcel), "sums": parcel.sums, "members": len(parcel.partners)}


def _compared(request: HttpRequest, application: Application, *, with_working: bool) -> dict[str, Any]:
    numbers = list(application.submissions.order_by("-number").values_list("number", flat=True))
    form = CompareForm(request.GET, numbers=numbers, with_working=with_working)
    asked = {int(one) for one in form.chosen.values() if one != WORKING}
    sent = {one.number: one for one in service.submissions_of(application).filter(number__in=asked)}
    contents = {str(number): service.said(one) for number, one in sent.items()}
    earlier, later = form.chosen["earlier"], form.chosen["later"]
    differs = False
    if later == WORKING:
        parcel = sending.gather(application)
        contents[WORKING] = service.working(parcel)
        differs = earlier == str(numbers[0]) and sending.differs(parcel)
    found = service.between(contents[earlier], contents[later])
    return {
        "application": application,
        "call": application.call,
        "form": form,
        "earlier": sent.get(int(earlier)),
        "later": None if later == WORKING else sent.get(int(later)),
        "same_chosen": earlier == later,
        "found": found,
        # What nobody has written: a registry's new address, a municipality that confirmed anew.
        "particulars": differs and not found,
    }
