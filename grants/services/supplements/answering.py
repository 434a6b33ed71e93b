"""Answering a supplement request: a new version in which only the opened parts are new."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from grants import supplement_emails as emails
from grants.enums import SupplementState
from grants.models import Application, Budget, Submission, SupplementRequest
from grants.models.correspondence import LONGEST_MESSAGE
from grants.rules import has_open_request, is_signatory, prepares_supplement
from grants.services import correspondence
from grants.services.application import signatories
from grants.services.budget import applied
from grants.services.completeness import Missing
from grants.services.submission import store
from grants.services.supplements.asking import end
from grants.services.supplements.merging import Supplement, prepare
from grants.services.supplements.reading import NotOpen, is_open, open_request
from grants.services.typed import lines
from grants.workflows import APPLICATION
from pilots.models import Pilot
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.jobs.services import enqueue
from sky_portal.questions.models import AnswerSheet

__all__ = ["Lacking", "NotOpen", "NothingChanged", "answer", "ask_signatory"]
LONGEST_GROUNDS = 2000


class Lacking(Exception):
    """The supplement cannot be sent yet; `missing` lists what the opened parts lack."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(f"{m.section}: {m.text}" for m in missing))
        self.missing = missing


class NothingChanged(Exception):
    """The opened parts say what was sent before, and nothing is said along: there is no answer yet."""


def answer(
    application: Application,
    *,
    request: SupplementRequest | None = None,
    words: str = "",
    grounds: str | None = None,
    token: UUID | None = None,
    actor: Any,
    arrived: datetime | None = None,
) -> Submission:
    """Sends the answer to the open request; `arrived` is when its complete request had been received.

    The new submission is the last one with the opened parts as they are written now. `request` is
    the one that the signatory's page showed: answered already, it returns what was sent then (a
    double click, two signatories). `words` go to the officials as a message with it, once a `token`;
    `grounds` are those of secrecy, None for as they were. A late answer is received, too (HL 33 §).
    Raises StepForbidden for others than signatories, StepRefused and NotOpen for what has been
    closed, Lacking, NothingChanged, ValidationError on `words` and `grounds`.
    """
    at = arrived or clock.act()
    with locks.act(), clock.standing_at(at):
        locks.lock(Pilot, pk=application.pilot_id)
        row = locks.lock(Application, pk=application.pk)
        asked = open_request(row) if request is None else locks.lock(SupplementRequest, pk=request.pk)
        if twin := _sent_before(row, asked, actor):
            return twin
        with APPLICATION.step("answer_supplement", application, actor=actor, at=at) as row:
            if asked is None or asked.application_id != row.pk or not is_open(asked):
                raise NotOpen(asked or row.supplement_requests.latest("asked_at"))
            submission = _send(row, asked, words=words, grounds=grounds, token=token, actor=actor, at=at)
        return submission


def ask_signatory(application: Application, *, actor: Any) -> int:
    """Asks the signatories to read and send the supplement, once a day each; how many were asked now.

    Raises PermissionDenied for others than the applicant's writers, and where nothing is asked for.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        row = locks.lock(Application, pk=application.pk)
        asked = open_request(row)
        if asked is None or not prepares_supplement.test(actor, row):
            raise PermissionDenied
        sent = [emails.please_send(asked, person, asked_by=actor) for person in signatories(row)]
        count = sum(message is not None for message in sent)
        if count:
            audit.record(row.case, verb="ask_signatory", thing=row, actor=actor, at=at)
        return count


def _sent_before(row: Application, asked: SupplementRequest | None, actor: Any) -> Submission | None:
    """What this request was answered with, for a signatory who sends once more."""
    if not is_signatory.test(actor, row) or has_open_request.test(actor, row):
        return None
    if asked is not None:
        return asked.answer if asked.application_id == row.pk else None
    answered = row.supplement_requests.filter(Q(answer=row.current_submission_id), answer__sent_by=actor)
    found = answered.select_related("answer").first()
    return found.answer if found else None


def _send(
    row: Any,
    asked: SupplementRequest,
    *,
    words: str,
    grounds: str | None,
    token: UUID | None,
    actor: Any,
    at: datetime,
) -> Submission:
    """What happens within the step, on its own row and under its locks."""
    locks.lock(Budget, pk=applied(row).pk)
    locks.lock(AnswerSheet, pk=row.sheet_id)
    made = prepare(row, asked)
    content, said = _judged(made, words, grounds)
    submission = store(made.application, content, budget=made.frozen_budget(), actor=actor, at=at)
    made.keep_files(submission)
    end(asked, SupplementState.ANSWERED, at=at, answer=submission)
    row.current_submission, row.case = submission, made.application.case
    row.secrecy_grounds = content.get("secrecy_grounds", "")
    message = correspondence.keep_answer(row, asked, said, token=token, actor=actor, at=at) if said else None
    row.act.facts = {
        "request": asked.pk,
        "submission": submission.number,
        "sha256": submission.sha256,
        "parts": sorted(made.opened),
        "message": message and message.pk,
    }
    enqueue("grants.receipt", key=str(submission.pk), case=row.case, submission=submission.pk)
    emails.supplement_arrived(asked, submission)
    return submission


def _judged(made: Supplement, words: str, grounds: str | None) -> tuple[dict[str, Any], str]:
    """What is sent and what is said along with it; raises Lacking, NothingChanged, ValidationError."""
    said = lines(words, name="words", longest=LONGEST_MESSAGE)
    kept = None if grounds is None else lines(grounds, name="grounds", longest=LONGEST_GROUNDS)
    if lacks := made.missing():
        raise Lacking(lacks)
    content = made.with_grounds(kept)
    if not said and not made.changes(content):
        raise NothingChanged
    return content, said
