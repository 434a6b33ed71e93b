"""What the kernel asks the grants about the files of an application: who reads them, and since when.

Kinds of documents are named here for rules and services alike; the files themselves are made in
`grants.documents` and `grants.services.attachments`.
"""

from typing import Any

from grants.models import Application, Attachment
from grants.rules import opens_sent, reads_with_applicant
from sky_portal.cases import access as cases
from sky_portal.cases.models import Case
from sky_portal.documents.models import Document, Screening
from sky_portal.jobs.services import enqueue

ATTACHMENT = "attachment"
# What came with a message between the applicant and the officials: read by whoever reads the case.
MESSAGE = "message"
# The working copy in print, which its own side alone reads, and what was sent.
DRAFT, APPLICATION = "draft", "application"
TELL_REFUSED = "grants.attachment_refused"
TELL_MESSAGE_REFUSED = "grants.message_file_refused"


def reads_case(user: Any, case: Case) -> bool:
    """Whether the user may read what hangs on an application's case: its documents, messages and jobs.

    An official to whom the application has opened: a conflict of interest closes all of it.
    """
    seen = Application.objects.filter((reads_with_applicant | opens_sent).q(user))
    return seen.filter(case=case).exists()


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
    """A refused attachment, or a message's refused file, is told to its people by a job of its own."""
    tell = {ATTACHMENT: TELL_REFUSED, MESSAGE: TELL_MESSAGE_REFUSED}.get(document.kind)
    if tell and document.screening == Screening.REFUSED:
        enqueue(tell, key=str(document.pk), case=document.case, document=str(document.pk))
