"""The application as a PDF: the working copy at any time, marked as a draft, and what was sent.

Both are made in jobs. A draft is kept once a content and language: asked for again without a
change, it is the one that is there.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from grants import documents
from grants.models import Application, Submission
from grants.rules import reads_with_applicant
from grants.services import attachments, snapshot
from grants.services.completeness import Parcel, gather, gather_anew
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job, JobState
from sky_portal.jobs.services import enqueue

DRAFT_JOB, SENT_JOB = "grants.draft_pdf", "grants.application_pdf"
# A short digest tells contents apart in a key; the document's own is whole.
DIGITS = 40


def ask_draft(application: Application, *, language: str, actor: Any) -> Document | Job:
    """The draft of the working copy as it now stands, or the job that is making it.

    Raises PermissionDenied for those who do not read the working copy.
    """
    if not reads_with_applicant.test(actor, application):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locks.lock(Application, pk=application.pk)
        parcel = gather_anew(application)
        key = key_of(parcel, language)
        if made := _draft(application, key):
            return made
        job = enqueue(
            DRAFT_JOB,
            key=_job_key(application, key),
            case=application.case,
            application=application.pk,
            language=language,
            user=actor.pk,
            at=at.isoformat(),
        )
        audit.record(application.case, verb="ask_draft", thing=application, actor=actor, at=at)
        return job


def key_of(parcel: Parcel, language: str) -> str:
    """What tells one draft from another: the content as it would be printed, and the language."""
    content, outside = content_of(parcel)
    lacks = [str(m.section) + m.anchor for m in parcel.missing()]
    return f"{language}-{audit.digest([content, outside, lacks])[:DIGITS]}"


def content_of(parcel: Parcel) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The working copy as it would be sent, with every member; and the lines that would stay outside."""
    return snapshot.describe_draft(
        parcel.application,
        parcel.budget,
        parcel.partners,
        parcel.unanswered,
        verdict=parcel.verdict,
        attachments=attachments.described(parcel.attachments, parcel.application.language),
    )


def prepare_draft(application: Application, *, language: str, by: Any, at: datetime) -> dict[str, Any]:
    """Renders the working copy as it is read now; what keep_draft takes."""
    parcel = gather(application)
    content, outside = content_of(parcel)
    missing = [str(one.text) for one in parcel.missing()]
    draft = documents.Draft(at=at, by=by.name, missing=missing, outside=outside)
    pdf = documents.render_draft(application, content, draft, language=language)
    return {"content": pdf, "said": content, "key": key_of(parcel, language), "language": language}


def keep_draft(application: Application, *, by: Any, at: datetime, **made: Any) -> Document:
    """Keeps the draft in the case; the same content's first one stays."""
    return documents.store_draft(application, by=by, at=at, **made)


def drafts(application: Application) -> QuerySet[Document]:
    """The drafts that have been made, the newest first."""
    found = Document.objects.filter(case_id=application.case_id, kind=documents.DRAFT)
    return found.select_related("made_by").order_by("-made_at", "-pk")


def draft_job(application: Application) -> Job | None:
    """The latest work on a draft that is under way or has failed."""
    job = Job.objects.filter(case_id=application.case_id, kind=DRAFT_JOB).order_by("-created_at").first()
    return job if job and not job.is_done else None


def ask_sent(submission: Submission) -> Job:
    """Has the paper of what was sent made, once."""
    return enqueue(
        SENT_JOB, key=str(submission.pk), case=submission.application.case, submission=submission.pk
    )


def paper_of(submission: Submission | None) -> Document | None:
    """The PDF of what was sent, or None while it is being made and where it never was."""
    if submission is None:
        return None
    case = submission.application.case_id
    return Document.objects.filter(case_id=case, kind=documents.APPLICATION, key=str(submission.pk)).first()


def _draft(application: Application, key: str) -> Document | None:
    return Document.objects.filter(case_id=application.case_id, kind=documents.DRAFT, key=key).first()


def _job_key(application: Application, key: str) -> str:
    """Work that ended with another content, changed while it waited, does not stand in the way."""
    base = f"{application.pk}-{key}"
    done = Job.objects.filter(kind=DRAFT_JOB, key__startswith=base, state=JobState.DONE).count()
    return f"{base}-{done}"
