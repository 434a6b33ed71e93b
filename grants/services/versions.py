"""The versions of an application: what was sent, and the working copy beside it."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from grants import documents
from grants.models import Application, Submission
from grants.services.completeness import Parcel
from grants.services.differences import Differences, differences
from grants.services.submission import content_of
from sky_portal.audit.services import canonical
from sky_portal.documents.models import Document


@dataclass(frozen=True)
class Version:
    """Something that was sent, with its receipt (None while it is being made)."""

    submission: Submission
    receipt: Document | None


def versions_of(application: Application) -> list[Version]:
    """All that was sent, the latest first, in two queries; the contents stay behind."""
    sent = submissions_of(application).defer("content", "search").order_by("-number")
    found = Document.objects.filter(case=application.case_id, kind=documents.RECEIPT)
    receipts = {receipt.key: receipt for receipt in found}
    return [Version(submission, receipts.get(str(submission.pk))) for submission in sent]


def receipt_of(submission: Submission) -> Document | None:
    """The receipt of this very version, or None while it is being made."""
    found = Document.objects.filter(case=submission.application.case_id, kind=documents.RECEIPT)
    return found.filter(key=str(submission.pk)).first()


def submissions_of(application: Application) -> QuerySet[Submission]:
    """What was sent, with its sender."""
    return application.submissions.select_related("sent_by", "application")


def said(submission: Submission) -> dict[str, Any]:
    """What the applicant said in it."""
    return submission.content["application"]


def working(parcel: Parcel) -> dict[str, Any]:
    """What would be sent now, in the same form as what was."""
    return json.loads(canonical(content_of(parcel)))


def between(before: dict[str, Any], after: dict[str, Any]) -> Differences:
    """What the later says otherwise; see grants.services.differences."""
    return differences(before, after)
