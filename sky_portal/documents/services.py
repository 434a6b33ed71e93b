"""Storing files, taking in uploads, screening them."""

import logging
from typing import Any, NamedTuple

from django.core.files.base import File
from django.db.models import Sum

from sky_portal import clock, locks
from sky_portal.audit.models import AuditHead
from sky_portal.audit.services import record
from sky_portal.cases.models import Case
from sky_portal.documents import clamd, files, verdicts
from sky_portal.documents.models import Document, DocumentQuerySet, Screening
from sky_portal.documents.uploads.checks import MB, examine
from sky_portal.documents.uploads.refusals import refuse
from sky_portal.jobs.services import enqueue

logger = logging.getLogger(__name__)

MOST_BYTES_A_CASE = 100 * MB
MOST_FILES_A_CASE = 50
MOST_BYTES_EVER = 10 * MOST_BYTES_A_CASE


def store(
    case: Case,
    *,
    kind: str,
    name: str,
    content: bytes | File,
    content_type: str,
    language: str,
    key: str | None = None,
    secrecy: str = "public",
    made_by: Any = None,
    screening: str = Screening.NOT_NEEDED,
) -> Document:
    """Keeps a file of the case for good. With a `key` it happens once: the first one stays.

    Bytes go to the storage first, once an address (their SHA-256); a transaction rolled back
    afterwards leaves bytes that no row names, which harm nobody.
    """
    if found := _stored(case, kind, key):
        return found
    once = {"case": case, "kind": kind, "key": key}
    fields = {
        **files.put(content)._asdict(),
        "name": name,
        "content_type": content_type,
        "language": language,
        "secrecy": secrecy,
        "made_by": made_by,
        "screening": screening,
        "made_at": clock.now(),
    }
    if key is None:
        return Document.objects.create(**once, **fields)
    return Document.objects.get_or_create(**once, defaults=fields)[0]


class Prepared(NamedTuple):
    """An upload that was examined and whose bytes lie in the storage; no row names them yet."""

    name: str
    content_type: str
    stored: files.Stored


def prepare_upload(case: Case, *, upload: File, taking_room: DocumentQuerySet | None = None) -> Prepared:
    """Examines an uploaded file and stores its bytes: the slow part, before any lock is taken.

    Raises ValidationError with a sentence for the person (`uploads.refusals`), also where the
    case has no room for it now; `keep_prepared` looks again, under the lock.
    """
    examined = examine(upload, name=upload.name or "")
    _check_room(case, upload.size, taking_room)
    return Prepared(examined.name, examined.content_type, files.put(upload))


def keep_prepared(
    case: Case,
    prepared: Prepared,
    *,
    kind: str,
    actor: Any,
    language: str | None = None,
    secrecy: str = "public",
    key: str | None = None,
    taking_room: DocumentQuerySet | None = None,
) -> Document:
    """Keeps a prepared upload; where a scanner is configured, in quarantine first.

    The case's limits are counted under the lock of its audit head, so that two uploads cannot
    both be the last: call it after every other lock. `taking_room` are the documents that count,
    where an app takes some away again; otherwise all uploads of the case do. Raises
    ValidationError where there is no room.
    """
    with locks.act():
        AuditHead.objects.get_or_create(case=case)
        locks.lock(AuditHead, pk=case.pk)
        if found := _stored(case, kind, key):
            return found
        _check_room(case, prepared.stored.size, taking_room)
        document = Document.objects.create(
            case=case,
            kind=kind,
            key=key,
            name=prepared.name,
            content_type=prepared.content_type,
            language=language or case.language,
            secrecy=secrecy,
            made_by=actor,
            made_at=clock.now(),
            screening=Screening.WAITING if clamd.configured() else Screening.NOT_SCREENED,
            **prepared.stored._asdict(),
        )
        _tell(document, "documents.upload", actor=actor, name=document.name)
        if document.screening == Screening.WAITING:
            enqueue("documents.screen", key=str(document.pk), case=case, document=str(document.pk))
    return document


def accept_upload(case: Case, *, upload: File, **fields: Any) -> Document:
    """Examines an uploaded file and keeps it: both steps, `fields` as of `keep_prepared`."""
    prepared = prepare_upload(case, upload=upload, taking_room=fields.get("taking_room"))
    return keep_prepared(case, prepared, **fields)


def scan(document: Document) -> clamd.Verdict:
    """What the scanner says of a document's stored bytes.

    Raises clamd.ScannerUnavailable, the document then stays in quarantine, and DamagedFile.
    """
    with files.open_verified(document.path, document.sha256) as stream:
        return clamd.scan(stream)


def settle(document: Document, verdict: clamd.Verdict) -> Document:
    """Keeps the scanner's verdict on a waiting document; a settled one stays as it is."""
    with locks.act():
        locks.lock(AuditHead, pk=document.case_id)
        document.refresh_from_db(fields=["screening"])
        if document.screening == Screening.WAITING:
            document.screening = Screening.CLEAN if verdict.clean else Screening.REFUSED
            document.save(update_fields=["screening"])
            _tell(document, "documents.screen", signature=verdict.signature, screening=document.screening)
            verdicts.tell(document)
    if not verdict.clean:
        logger.warning("document %s refused: %s", document.pk, verdict.signature)
    return document


def _stored(case: Case, kind: str, key: str | None) -> Document | None:
    if key is None:
        return None
    return Document.objects.filter(case=case, kind=kind, key=key).first()


def _check_room(case: Case, size: int, taking_room: DocumentQuerySet | None) -> None:
    """Refuses what would exceed the case's files: uploads that were not refused count."""
    every = Document.objects.filter(case=case).exclude(screening=Screening.NOT_NEEDED)
    counted = (every if taking_room is None else taking_room).exclude(screening=Screening.REFUSED)
    if counted.count() >= MOST_FILES_A_CASE:
        refuse("case_many", limit=MOST_FILES_A_CASE)
    if _weight(counted) + size > MOST_BYTES_A_CASE:
        refuse("case_full", limit=MOST_BYTES_A_CASE // MB)
    # What is taken away stays stored: nobody fills the disk by adding and removing.
    if _weight(every) + size > MOST_BYTES_EVER:
        refuse("case_ever", limit=MOST_BYTES_EVER // MB)


def _weight(documents: DocumentQuerySet) -> int:
    return documents.aggregate(bytes=Sum("size"))["bytes"] or 0


def _tell(document: Document, verb: str, *, actor: Any = None, name: str = "", **facts: Any) -> None:
    record(
        document.case,
        verb=verb,
        thing=document,
        actor=actor,
        at=clock.act(),
        facts={"kind": document.kind, "sha256": document.sha256, "size": document.size, **facts},
        payload={"name": name} if name else None,
    )
