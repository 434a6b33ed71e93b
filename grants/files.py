"""What the kernel asks the grants about the files of an application: who reads them, and since when.

Kinds of documents are named here for rules and services alike; the files themselves are made in
`grants.documents` and `grants.services.attachments`.
"""

from typing import Any

from grants.models import Application, Attachment
from grants.rules import reads_with_applicant
from sky_portal.cases import access as cases
from sky_portal.documents.models import Document, Screening
from sky_portal.jobs.services import enqueue

ATTACHMENT = "attachment"
# The working copy in print, which its own side alone reads, and what was sent.
DRAFT, APPLICATION = "draft", "application"
TELL_REFUSED = "grants.attachment_refused"


def may_read(user: Any, document: Document) -> bool:
    """Whether the user may read a document of an application's case.

    A file of the working copy and the working copy in print are the applicant's side's alone;
    everything else is read by whoever reads the case.
    """
    if document.kind == ATTACHMENT:
        return Attachment.objects.visible_to(user).filter(document=document).exists()
    if document.kind == DRAFT:
        own = Application.objects.filter(reads_with_applicant.q(user))
        return own.filter(case_id=document.case_id).exists()
    return cases.may_read(user, document.case)


def verdict_came(document: Document) -> None:
    """A refused attachment is told to its people, by a job of its own."""
    if document.kind == ATTACHMENT and document.screening == Screening.REFUSED:
        enqueue(TELL_REFUSED, key=str(document.pk), case=document.case, document=str(document.pk))
