"""The files of an application: adding and taking away, what goes along, what the scanner refused."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File

from grants import emails
from grants.files import ATTACHMENT, MESSAGE
from grants.models import Application, Attachment, AttachmentAsked, Call, SentAttachment, Submission
from grants.parts import ATTACHMENTS
from grants.rules import writes_part
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.documents.files import fingerprint
from sky_portal.documents.models import Document, DocumentQuerySet, Screening
from sky_portal.documents.services import keep_prepared, prepare_upload
from sky_portal.messaging.models import Message
from sky_portal.texts import pick

writes_attachments = writes_part(ATTACHMENTS)


class Added(NamedTuple):
    """The attachment, and whether this act has added it: the same file twice is added once."""

    attachment: Attachment
    is_new: bool


def add(application: Application, *, upload: File, asked: AttachmentAsked | None, actor: Any) -> Added:
    """Adds a file to the working copy, as what the call asks for or as the applicant's own.

    The very same content in the same place is there once, however often it is sent. Raises
    PermissionDenied, and ValidationError with a sentence on a file that is not taken.
    """
    if not writes_attachments.test(actor, application):
        raise PermissionDenied
    room = taking_room(application)
    try:
        # Looking through a file may take seconds: nobody waits for that at a lock.
        prepared = prepare_upload(application.case, upload=upload, taking_room=room)
    except ValidationError:
        # There is no room because it is there already: the second click is no failure.
        if twin := _twin(application, asked, _digest(upload)):
            return Added(twin, is_new=False)
        raise
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        row = _writable(application, actor)
        if twin := _twin(row, asked, prepared.stored.sha256):
            return Added(twin, is_new=False)
        document = keep_prepared(row.case, prepared, kind=ATTACHMENT, actor=actor, taking_room=room)
        made = Attachment.objects.create(
            application=row, asked=asked, document=document, added_by=actor, added_at=clock.now()
        )
        return Added(made, is_new=True)


def remove(attachment: Attachment, *, actor: Any) -> Attachment:
    """Takes a file out of the working copy; what was sent keeps it. Again changes nothing.

    Raises PermissionDenied.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = _writable(attachment.application, actor)
        attachment.refresh_from_db(fields=["removed_at", "removed_by"])
        if attachment.removed_at is None:
            attachment.removed_at, attachment.removed_by = clock.now(), actor
            attachment.save(update_fields=["removed_at", "removed_by"])
            facts = {"sha256": attachment.document.sha256}
            audit.record(
                application.case, verb="remove_attachment", thing=attachment, actor=actor, at=at, facts=facts
            )
    return attachment


def mark(attachment: Attachment, *, secret: bool, actor: Any) -> Attachment:
    """Marks a file of the working copy as secret, or as public: the applicant's wish (JulkL 24 §).

    Raises PermissionDenied.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = _writable(attachment.application, actor)
        attachment.refresh_from_db(fields=["secret"])
        if attachment.secret is not secret:
            attachment.secret = secret
            attachment.save(update_fields=["secret"])
            facts = {"secret": secret}
            audit.record(
                application.case, verb="mark_attachment", thing=attachment, actor=actor, at=at, facts=facts
            )
    return attachment


def listed(application: Application) -> list[Attachment]:
    """The working copy's files, in the order in which the call asks for them; its own ones last."""
    found = Attachment.objects.current().filter(application=application)
    return sorted(
        found.select_related("asked", "document", "added_by").order_by("added_at", "pk"),
        key=lambda one: (one.asked is None, one.asked.place if one.asked else 0),
    )


def going_along(files: Iterable[Attachment]) -> list[Attachment]:
    """Those that are sent: a file in quarantine goes along with its hash, a refused one never."""
    return [one for one in files if one.document.screening != Screening.REFUSED]


def lacking(call: Call, files: Iterable[Attachment]) -> list[AttachmentAsked]:
    """What the call requires and the files lack. It bars nothing: the ministry may ask for it."""
    given = {one.asked_id for one in going_along(files)}
    return [asked for asked in call.attachments_asked.all() if asked.required and asked.pk not in given]


def described(files: Iterable[Attachment], language: str) -> list[dict[str, Any]]:
    """What goes along, for the snapshot; the scanner's word changes later and is no part of it."""
    return [_described(one, language) for one in going_along(files)]


def comparable(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the entries of a snapshot say: the same file taken away and added anew is the same."""
    said = [{name: value for name, value in one.items() if name != "document"} for one in entries]
    return sorted(said, key=lambda one: (one["asked"] or "", one["sha256"], one["name"]))


def keep_sent(submission: Submission, files: Iterable[Attachment]) -> None:
    """Notes what went along: from now on officials read these files."""
    SentAttachment.objects.bulk_create(
        SentAttachment(submission=submission, attachment=one) for one in going_along(files)
    )


def taking_room(application: Application) -> DocumentQuerySet:
    """The documents that count against the limits: the working copy's, as they would be sent."""
    uploads = Document.objects.filter(case_id=application.case_id).exclude(screening=Screening.NOT_NEEDED)
    # Files of messages have room of their own (grants.services.correspondence).
    return uploads.exclude(attachment__removed_at__isnull=False).exclude(kind=MESSAGE)


def tell_refused(attachment: Attachment) -> list[Message]:
    """Tells who added a file, and who sent it, that the scanner refused it; each once."""
    sendings = attachment.sent_with.select_related("submission__sent_by").order_by("pk")
    people = {one.submission.sent_by for one in sendings}
    concerned = sorted({attachment.added_by, *people}, key=lambda person: person.pk)
    told = [emails.attachment_refused(attachment, person, was_sent=bool(people)) for person in concerned]
    return [message for message in told if message is not None]


def _writable(application: Application, actor: Any) -> Application:
    row = locks.lock(Application, pk=application.pk)
    if not writes_attachments.test(actor, row):
        raise PermissionDenied
    return row


def _digest(upload: File) -> str:
    upload.seek(0)
    return fingerprint(upload)[0]


def _twin(application: Application, asked: AttachmentAsked | None, sha256: str) -> Attachment | None:
    """The same content in the same place of the working copy: a double click, or a line that broke."""
    same = Attachment.objects.current().filter(application=application, asked=asked, document__sha256=sha256)
    return same.exclude(document__screening=Screening.REFUSED).select_related("document").first()


def _described(attachment: Attachment, language: str) -> dict[str, Any]:
    document, asked = attachment.document, attachment.asked
    return {
        "document": str(document.pk),
        "name": document.name,
        "type": document.content_type,
        "size": document.size,
        "sha256": document.sha256,
        "secret": attachment.secret,
        "asked": asked and asked.key,
        "asked_name": pick(asked.name, language).text if asked else "",
    }
