"""Fetching is checking, for officials: what a conflict of interest closes is not there (HL 27–28 §)."""

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from grants.models import Application
from grants.rules import is_opened_to, reads_sent
from sky_portal.accounts.enums import OFFICIAL_ROLES, Role
from sky_portal.audience import GoFirst, roles

# Who opens the pages of what has been sent at all; what they find there is the rules' business.
READERS = roles(*OFFICIAL_ROLES, Role.EVALUATOR, Role.READER)


def readable(request: HttpRequest) -> QuerySet[Application]:
    """What has been sent and stands in this person's lists; one's own drafts are not there."""
    return Application.objects.filter(reads_sent.q(request.user))


def listed_application(request: HttpRequest, case: UUID) -> Application:
    """An application of those lists by its case, opened or not; raises Http404."""
    seen = readable(request).select_related("call", "case", "applicant")
    return get_object_or_404(seen, case_id=case)


def opened_application(request: HttpRequest, case: UUID) -> Application:
    """The same for what shows or touches its contents: an examiner has declared before it opens.

    Raises Http404 for what is not in the person's lists, GoFirst for what waits for the declaration:
    a page that is gone to leads to it, a fragment or a form answers 403.
    """
    application = listed_application(request, case)
    if not is_opened_to.test(request.user, application):
        raise GoFirst(declaration_address(application, back=request.get_full_path()))
    return application


def declaration_address(application: Application, *, back: str = "") -> str:
    """The page on which one declares, and what opens after it."""
    address = reverse("grants:declare", args=[application.case_id])
    return f"{address}?{urlencode({'next': back})}" if back else address
