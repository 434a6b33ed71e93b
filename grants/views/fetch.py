"""Fetching is checking: what one may not see is not there."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from grants.models import Application
from grants.rules import edits_application, reads_with_applicant
from grants.services.completeness import RELATED
from sky_portal.accounts.enums import APPLICANT_ROLES
from sky_portal.audience import roles

APPLICANTS = roles(*APPLICANT_ROLES)


def own_applications(request: HttpRequest) -> QuerySet[Application]:
    """The applications of the organisations this person acts for, and of their pilots."""
    return (
        Application.objects.visible_to(request.user)
        .filter(reads_with_applicant.q(request.user))
        .select_related(*RELATED)
    )


def own_application(request: HttpRequest, case: UUID) -> Application:
    """One of them by its case; raises Http404 for everybody else's."""
    return get_object_or_404(own_applications(request), case_id=case)


def refuse_reader(request: HttpRequest, application: Application) -> None:
    """Raises PermissionDenied for a person who may read the application but not write it."""
    if not edits_application.test(request.user, application):
        raise PermissionDenied
