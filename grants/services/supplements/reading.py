"""What has been asked, of whom, and what waits."""

from typing import Any

from django.db.models import QuerySet

from grants.enums import SupplementState
from grants.models import Application, SupplementRequest
from sky_portal import clock


class NotOpen(Exception):
    """The request has been answered or closed meanwhile; `request` is how it stands."""

    def __init__(self, request: SupplementRequest) -> None:
        super().__init__(f"request {request.pk} is open no more")
        self.request = request


def is_open(request: SupplementRequest) -> bool:
    """Whether an answer is waited for."""
    return request.state in {SupplementState.OPEN}


def is_overdue(request: SupplementRequest) -> bool:
    """Whether an answer is waited for though its time has run out: told by the clock, stored nowhere."""
    return is_open(request) and request.due_at < clock.now()


def was_late(request: SupplementRequest) -> bool:
    """Whether the answer arrived after its time; it counts all the same."""
    return request.answer is not None and request.answer.arrived_at > request.due_at


def requests_of(application: Application) -> QuerySet[SupplementRequest]:
    """All of them, the latest first, with their parts and answers, in two queries."""
    found = SupplementRequest.objects.filter(application=application)
    return (
        found.select_related("asked_by", "answer__sent_by")
        .defer("answer__content", "answer__search")
        .prefetch_related("opened")
        .order_by("-asked_at", "-pk")
    )


def open_request(application: Application) -> SupplementRequest | None:
    """The one that waits for an answer; None where none does."""
    found = application.supplement_requests.filter(state=SupplementState.OPEN)
    return found.select_related("asked_by").prefetch_related("opened").first()


def opened_parts(request: SupplementRequest) -> set[str]:
    """The names of the parts that it opens."""
    return {one.part for one in request.opened.all()}


def waiting_for(user: Any) -> QuerySet[SupplementRequest]:
    """The open requests that the person reads, what is due first on top."""
    found = SupplementRequest.objects.visible_to(user).filter(state=SupplementState.OPEN)
    return found.select_related(
        "application__case", "application__call", "application__pilot", "application__applicant"
    ).order_by("due_at", "pk")
