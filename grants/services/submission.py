"""Sending: the act by which a draft becomes an application (VAL 9 §, KHO:2021:110)."""

from datetime import datetime
from typing import Any

from grants import documents, emails, supplement_emails
from grants.models import Application, Budget, Submission, SupplementRequest
from grants.rules import is_signatory, is_withdrawn
from grants.services import attachments, papers, snapshot, stems
from grants.services.budget import applied, freeze
from grants.services.completeness import (
    BUDGET,
    CONTACT,
    Missing,
    Parcel,
    gather,
    gather_anew,
    members_of,
)
from grants.services.statement import Statement, put
from grants.workflows import APPLICATION
from pilots.models import Pilot
from sky_portal import clock, locks
from sky_portal.audit.services import canonical, digest
from sky_portal.cases.services import assign_number
from sky_portal.documents.models import Document
from sky_portal.jobs.services import enqueue
from sky_portal.questions.models import AnswerSheet
from sky_portal.search import fold

__all__ = [
    "BUDGET",
    "CONTACT",
    "Missing",
    "NotComplete",
    "SentMeanwhile",
    "Withdrawn",
    "acknowledge",
    "differs",
    "gather",
    "members_of",
    "missing",
    "receipt",
    "submit",
]


class NotComplete(Exception):
    """The application cannot be sent yet; `missing` lists what it lacks."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(f"{m.section}: {m.text}" for m in missing))
        self.missing = missing


class SentMeanwhile(Exception):
    """Something else was sent after the page was shown; `current` is what stands now."""

    def __init__(self, current: Submission) -> None:
        super().__init__(f"submission {current.number} is the application now")
        self.current = current


class Withdrawn(Exception):
    """The application has been withdrawn, and who sends it does not say that it is sent again."""


def missing(application: Application) -> list[Missing]:
    """What bars sending. A verdict against the application never does: the official decides."""
    return gather(application).missing()


def differs(parcel: Parcel) -> bool:
    """Whether the working copy says something else than what was sent."""
    last = parcel.application.current_submission
    return last is not None and said(_describe(parcel)) != said(last.content["application"])


def submit(
    application: Application,
    *,
    actor: Any,
    arrived: datetime | None = None,
    statement: Statement | None = None,
    seen: int | None = None,
    again: bool = False,
) -> Submission:
    """Sends the application as it now is; `arrived` is when its complete request had been received.

    The same content sent again (a double click, two tabs, two signatories) returns what was
    sent before and does nothing. `statement` is what the signatory says along with it, `seen`
    the number of the submission that their page showed (0 for none): something else does not
    silently replace what has been sent since. What has been withdrawn is sent by who says
    `again` alone: a page from before the withdrawal does not undo it. Raises StepForbidden for
    who may not sign or comes after closing (the closing time itself is in time), StepRefused in
    a wrong state, Withdrawn, SentMeanwhile, NotComplete, ValidationError on the statement.
    """
    at = arrived or clock.act()
    with locks.act(), clock.standing_at(at):
        parcel = _locked(application)
        told = put(parcel.application, statement) if statement else []
        content = _describe(parcel)
        if twin := _already_sent(parcel.application, content, actor):
            return twin
        with APPLICATION.step("submit", application, actor=actor, at=at) as row:
            _check(parcel, row, seen=seen, again=again)
            for name in told:
                setattr(row, name, getattr(parcel.application, name))
            # An extension between the reading and the judging: what is kept names the time judged by.
            content["call"]["closes_at"] = row.call.closes_at.isoformat()
            frozen = freeze(parcel.budget, of={member.pk for member in parcel.partners})
            submission = store(parcel.application, content, budget=frozen, actor=actor, at=at)
            attachments.keep_sent(submission, parcel.attachments)
            row.current_submission, row.case = submission, parcel.application.case
            row.region_code = region_as_sent(content)
            # Who sends it wants it to be examined, whatever was said before.
            row.withdrawn_at, row.withdrawal_asked_at, row.withdrawal_reason = None, None, ""
            row.act.facts = {"submission": submission.number, "sha256": submission.sha256}
            enqueue("grants.receipt", key=str(submission.pk), case=row.case, submission=submission.pk)
        return submission


def region_as_sent(content: dict[str, Any]) -> str:
    """The code of the coordinating member's region as the register had it; empty without one."""
    leading: dict[str, Any] = next((member for member in content["members"] if member["coordinates"]), {})
    return (leading.get("register") or {}).get("region_code") or ""


def _check(parcel: Parcel, row: Application, *, seen: int | None, again: bool) -> None:
    """What bars this sending though the step itself is allowed."""
    last = row.current_submission
    if is_withdrawn.test(None, row) and not (again and last):
        raise Withdrawn
    if seen is not None and last is not None and last.number != seen:
        raise SentMeanwhile(last)
    if lacks := parcel.missing():
        raise NotComplete(lacks)


def acknowledge(submission: Submission, content: bytes) -> Document:
    """Keeps the receipt and queues it to those who must have it, each once (SAL 12 §)."""
    receipt = documents.store_receipt(submission, content)
    if asked := SupplementRequest.objects.filter(answer=submission).first():
        supplement_emails.supplement_received(asked, submission, receipt)
    else:
        emails.application_received(submission, receipt)
    # What was sent, in print, comes after the receipt: nobody waits for it.
    papers.ask_sent(submission)
    stems.ask(submission)
    return receipt


def receipt(application: Application) -> Document | None:
    """The receipt of what was sent last, or None while it is being made."""
    return Document.objects.filter(
        case_id=application.case_id, kind=documents.RECEIPT, key=str(application.current_submission_id)
    ).first()


def _locked(application: Application) -> Parcel:
    """Nothing that is sent may change while it is being read, in the order of locks.ORDER."""
    locks.lock(Pilot, pk=application.pilot_id)
    row = locks.lock(Application, pk=application.pk)
    locks.lock(Budget, pk=applied(row).pk)
    locks.lock(AnswerSheet, pk=row.sheet_id)
    return gather_anew(row)


def _describe(parcel: Parcel) -> dict[str, Any]:
    files = attachments.described(parcel.attachments, parcel.application.language)
    return snapshot.describe(parcel.application, parcel.budget, parcel.partners, parcel.sent_verdict, files)


def content_of(parcel: Parcel) -> dict[str, Any]:
    """What would be sent now: what the applicant says, as a snapshot keeps it."""
    return _describe(parcel)


def _already_sent(application: Application, content: dict[str, Any], actor: Any) -> Submission | None:
    """What was sent before, when it says the same and this signatory could send it again."""
    sendable = APPLICATION.state(application) in APPLICATION.steps["submit"].sources
    last = application.current_submission
    if last is None or not sendable or is_withdrawn.test(actor, application):
        return None
    if not is_signatory.test(actor, application):
        return None
    return last if said(last.content["application"]) == said(content) else None


def said(content: dict[str, Any]) -> bytes:
    """What the applicant says, to be compared: numbers of versions and an extension are not."""
    call = {key: value for key, value in content["call"].items() if key != "closes_at"}
    budget = {key: value for key, value in content["budget"].items() if key != "version"}
    pilot = {key: value for key, value in content["pilot"].items() if key != "membership_version"}
    files = attachments.comparable(content["attachments"])
    return canonical({**content, "call": call, "pilot": pilot, "budget": budget, "attachments": files})


def store(
    application: Application, content: dict[str, Any], *, budget: Budget, actor: Any, at: datetime
) -> Submission:
    """Keeps what is sent as the application's next submission, within the act that sends it.

    `budget` is the frozen version that goes along. Files are noted by `attachments.keep_sent`.
    """
    call, last = application.call, application.current_submission
    number = last.number + 1 if last else 1
    case_number = assign_number(application.case, authority=call.authority.code, case_class=call.case_class)
    whole = {
        "schema": snapshot.SCHEMA_VERSION,
        "sent": {
            "number": number,
            "case_number": case_number,
            "arrived_at": at.isoformat(timespec="microseconds"),
            "by": {"id": actor.pk, "name": actor.name, "title": actor.title},
        },
        "application": content,
    }
    return Submission.objects.create(
        application=application,
        number=number,
        schema_version=snapshot.SCHEMA_VERSION,
        content=whole,
        sha256=digest(whole),
        budget=budget,
        arrived_at=at,
        sent_by=actor,
        **_columns(content, case_number),
    )


def _columns(content: dict[str, Any], case_number: str) -> dict[str, Any]:
    """What lists sort, sum and search by, taken from the content itself."""
    summed, members = content["budget"]["sums"], content["members"]
    names = [name for member in members for name in member["organisation"]["name"].values()]
    words = [content["pilot"]["name"], case_number, *content["applicant"]["name"].values(), *names]
    return {
        "name": content["pilot"]["name"],
        "member_count": len(members),
        "total_cents": summed["total_cents"],
        "grant_cents": summed["grant_cents"],
        "eligible": content["verdict"]["eligible"],
        "search": fold(" ".join(dict.fromkeys(words))),
    }
