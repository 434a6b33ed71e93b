"""The thread of a case: what the applicant and the officials write to each other.

An addition is what the applicant adds of its own accord: it is received until the decision and
stands beside the version that was scored, which it never changes.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from grants import correspondence_emails as emails
from grants.enums import CaseMessageKind, Side
from grants.files import MESSAGE
from grants.models import Application, CaseMessage, CaseMessageFile, Submission, SupplementRequest
from grants.models.correspondence import LONGEST_MESSAGE
from grants.rules import (
    EXAMINED_STATES,
    is_under_examination,
    presents_application,
    writes_to_applicant,
    writes_to_officials,
)
from grants.services.typed import lines
from grants.workflows import APPLICATION
from sky_portal import clock, locks
from sky_portal.documents.models import Document, DocumentQuerySet, Screening
from sky_portal.documents.services import Prepared, keep_prepared, prepare_upload

STEPS = {Side.APPLICANT: "write_to_officials", Side.OFFICIAL: "write_to_applicant"}


def send(
    application: Application,
    *,
    text: str,
    files: Iterable[File] = (),
    due_at: datetime | None = None,
    replies_to: CaseMessage | None = None,
    kind: str = CaseMessageKind.MESSAGE,
    token: UUID | None = None,
    actor: Any,
) -> CaseMessage:
    """Writes a message to the other side, with files; from then on it is part of the record.

    Officials may ask for an answer by `due_at`. The same `token` is one message: a double click
    returns it. Raises PermissionDenied (StepForbidden) for who writes for neither side,
    StepRefused where nothing is handled any more, ValidationError on `text`, `files`, `due_at`,
    `replies_to` and `kind`.
    """
    side = side_of(actor, application)
    if side is None:
        raise PermissionDenied
    if twin := _twin(application, token, actor):
        return twin
    room = taking_room(application)
    # Looking through a file may take seconds: nobody waits for that at a lock.
    ready = _prepared(application, files, room)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        row = locks.lock(Application, pk=application.pk)
        if twin := _twin(row, token, actor):
            return twin
        with APPLICATION.step(STEPS[side], application, actor=actor, at=at) as row:
            _check(row, side, kind, due_at, replies_to)
            message = _keep(
                row,
                side=side,
                kind=kind,
                text=_text(text),
                due_at=due_at,
                replies_to=replies_to,
                token=token,
                author=actor,
                sent_at=at,
            )
            row.act.facts = _facts(message, [_attach(message, one, room) for one in ready])
            emails.message_came(message)
        return message


def keep_answer(
    row: Application, request: SupplementRequest, text: str, *, token: UUID | None, actor: Any, at: datetime
) -> CaseMessage:
    """Keeps what the applicant says along with a supplement, within the step that sends it."""
    return _keep(
        row,
        side=Side.APPLICANT,
        kind=CaseMessageKind.MESSAGE,
        text=text,
        token=None if _twin(row, token, actor) else token,
        author=actor,
        sent_at=at,
    )


def side_of(user: Any, application: Application) -> Side | None:
    """For which side the person writes in this case; None for who only reads, or not even that."""
    if writes_to_officials.test(user, application):
        return Side.APPLICANT
    return Side.OFFICIAL if writes_to_applicant.test(user, application) else None


def thread(application: Application) -> QuerySet[CaseMessage]:
    """The messages, oldest first, each with its author, its files and what it answers."""
    files = CaseMessageFile.objects.select_related("document")
    found = CaseMessage.objects.filter(application=application)
    return (
        found.select_related("author", "replies_to__author")
        .prefetch_related(Prefetch("files", files))
        .order_by("sent_at", "pk")
    )


def additions(application: Application) -> QuerySet[CaseMessage]:
    """What the applicant has added of its own accord, oldest first."""
    return thread(application).filter(kind=CaseMessageKind.ADDITION)


def awaited() -> QuerySet[CaseMessage]:
    """Officials' messages that ask for an answer by a day; the applicant has not written since."""
    found = CaseMessage.objects.filter(
        side=Side.OFFICIAL, due_at__isnull=False, application__state__in=EXAMINED_STATES
    )
    return found.exclude(Exists(_later(Side.APPLICANT)))


def to_answer(user: Any) -> QuerySet[CaseMessage]:
    """Applicants' messages that no official has answered, the last of each thread this official presents.

    What was said along with a supplement is read with it and waits for no answer.
    """
    presented = Application.objects.filter(presents_application.q(user), state__in=EXAMINED_STATES)
    found = CaseMessage.objects.filter(
        side=Side.APPLICANT, kind=CaseMessageKind.MESSAGE, application__in=presented.order_by().values("pk")
    )
    along = Submission.objects.filter(application=OuterRef("application"), arrived_at=OuterRef("sent_at"))
    return (
        found.exclude(Exists(_later(Side.OFFICIAL)))
        .exclude(Exists(_later(Side.APPLICANT).filter(kind=CaseMessageKind.MESSAGE)))
        .exclude(Exists(along))
    )


def _later(side: Side) -> QuerySet[CaseMessage]:
    later = CaseMessage.objects.filter(application=OuterRef("application"), side=side)
    return later.filter(
        Q(sent_at__gt=OuterRef("sent_at")) | Q(sent_at=OuterRef("sent_at"), pk__gt=OuterRef("pk"))
    )


def taking_room(application: Application) -> DocumentQuerySet:
    """The files of messages: they have room of their own beside the attachments."""
    found = Document.objects.filter(case_id=application.case_id, kind=MESSAGE)
    return found.exclude(screening=Screening.NOT_NEEDED)


def _prepared(application: Application, files: Iterable[File], room: DocumentQuerySet) -> list[Prepared]:
    ready, wrong = [], []
    for file in files:
        try:
            ready.append(prepare_upload(application.case, upload=file, taking_room=room))
        except ValidationError as refusal:
            wrong += [f"{file.name}: {words}" for words in refusal.messages]
    if wrong:
        raise ValidationError({"files": wrong})
    return ready


def _check(
    row: Application, side: Side, kind: str, due_at: datetime | None, replies_to: CaseMessage | None
) -> None:
    if kind not in CaseMessageKind.values:
        raise ValidationError({"kind": _("Choose what it is.")})
    if kind == CaseMessageKind.ADDITION and side != Side.APPLICANT:
        raise ValidationError({"kind": _("Only the applicant adds to its application.")})
    if kind == CaseMessageKind.ADDITION and not is_under_examination.test(None, row):
        raise ValidationError({"kind": _("The application has been decided: nothing is added to it.")})
    if due_at is not None and side != Side.OFFICIAL:
        raise ValidationError({"due_at": _("Only the authority sets a time for an answer.")})
    if due_at is not None and due_at <= clock.now():
        raise ValidationError({"due_at": _("The time must be in the future.")})
    if replies_to is not None and replies_to.application_id != row.pk:
        raise ValidationError({"replies_to": _("The message belongs to another case.")})


def _keep(row: Application, **fields: Any) -> CaseMessage:
    message = CaseMessage(application=row, **fields)
    message.clean_fields(exclude={"application", "author", "replies_to"})
    message.save()
    return message


def _attach(message: CaseMessage, ready: Prepared, room: DocumentQuerySet) -> Document:
    case, author = message.application.case, message.author
    document = keep_prepared(case, ready, kind=MESSAGE, actor=author, taking_room=room)
    CaseMessageFile.objects.create(message=message, document=document)
    return document


def _facts(message: CaseMessage, files: list[Document]) -> dict[str, Any]:
    return {
        "message": message.pk,
        "side": message.side,
        "kind": message.kind,
        "files": [document.sha256 for document in files],
    }


def _text(text: str) -> str:
    return lines(text, name="text", longest=LONGEST_MESSAGE, empty=_("Write the message."))


def _twin(application: Application, token: UUID | None, actor: Any) -> CaseMessage | None:
    """What this person has sent with the same form already."""
    if token is None:
        return None
    return CaseMessage.objects.filter(token=token, application=application, author=actor).first()
