"""Fetching is checking: what one may not see is not there."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from grants.models import Application
from grants.rules import edits_application, reads_with_applicant
from grants.services.completeness import RELATED
from sky_portal.accounts.enums import APPLICANT_ROLES
from sky_portal.audience import roles
from sky_portal.permissions import Rule
from sky_portal.prepared import Prepared
from sky_portal.questions.models import read_once

APPLICANTS = roles(*APPLICANT_ROLES)
ANSWERED = Prepared(
    lambda case: (
        Application.objects.filter(case_id=case)
        .select_related("sheet__question_set", "sheet__case")
        .only(
            *("case_id", "applicant_id", "pilot_id", "state", "sheet__case__kind"),
            *(f"sheet__question_set__{name}" for name in ("key", "version", "in_use_since")),
        )
    ),
    case=UUID(int=1),
)


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


def own_answers(request: HttpRequest, case: UUID) -> Application:
    """The same with no more than the saving of an answer looks at: it comes once for every pause in typing.

    The rule is asked by its other face; who reads with the applicant sees the application.
    """
    for application in ANSWERED(case=case):
        if reads_with_applicant.test(request.user, application):
            application.sheet.question_set = read_once(application.sheet.question_set)
            return application
    raise Http404


def refuse_reader(request: HttpRequest, application: Application, rule: Rule = edits_application) -> None:
    """Raises PermissionDenied for a person who may read the application but not write it."""
    if not rule.test(request.user, application):
        raise PermissionDenied
