"""Sending: the act by which a draft becomes an application (VAL 9 §, KHO:2021:110)."""

from datetime import datetime
from typing import Any

from grants import documents, emails
from grants.models import Application, Budget, Submission
from grants.rules import is_signatory
from grants.services import snapshot
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


def missing(application: Application) -> list[Missing]:
    """What bars sending. A verdict against the application never does: the official decides."""
    return gather(application).missing()


def differs(parcel: Parcel) -> bool:
    """Whether the working copy says something else than what was sent."""
    last = parcel.application.current_submission
    return last is not None and _said(_describe(parcel)) != _said(last.content["application"])


def submit(application: Application, *, actor: Any, arrived: datetime | None = None) -> Submission:
    """Sends the application as it now is; `arrived` is when its complete request had been received.

    The same content sent again (a double click, two tabs, two signatories) returns what was
    sent before and does nothing. Raises StepForbidden for who may not sign or comes after
    closing (the closing time itself is in time), StepRefused in a wrong state, NotComplete.
    """
    at = arrived or clock.act()
    with locks.act(), clock.standing_at(at):
        parcel = _locked(application)
        content = _describe(parcel)
        if twin := _already_sent(parcel.application, content, actor):
            return twin
        with APPLICATION.step("submit", application, actor=actor, at=at) as row:
            if lacks := parcel.missing():
                raise NotComplete(lacks)
            # An extension between the reading and the judging: what is kept names the time judged by.
            content["call"]["closes_at"] = row.call.closes_at.isoformat()
            submission = _store(parcel, content, actor, at)
            row.current_submission, row.case = submission, parcel.application.case
            row.act.facts = {"submission": submission.number, "sha256": submission.sha256}
            enqueue("grants.receipt", key=str(submission.pk), case=row.case, submission=submission.pk)
        return submission


def acknowledge(submission: Submission, content: bytes) -> Document:
    """Keeps the receipt and queues it to those who must have it, each once (SAL 12 §)."""
    receipt = documents.store_receipt(submission, content)
    emails.application_received(submission, receipt)
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
    return snapshot.describe(parcel.application, parcel.budget, parcel.partners, parcel.sent_verdict)


def _already_sent(application: Application, content: dict[str, Any], actor: Any) -> Submission | None:
    """What was sent before, when it says the same and this signatory could send it again."""
    sendable = APPLICATION.state(application) in APPLICATION.steps["submit"].sources
    last = application.current_submission
    if last is None or not sendable or not is_signatory.test(actor, application):
        return None
    return last if _said(last.content["application"]) == _said(content) else None


def _said(content: dict[str, Any]) -> bytes:
    """What the applicant says, to be compared: the number of its budget and an extension are not."""
    call = {key: value for key, value in content["call"].items() if key != "closes_at"}
    budget = {key: value for key, value in content["budget"].items() if key != "version"}
    return canonical({**content, "call": call, "budget": budget})


def _store(parcel: Parcel, content: dict[str, Any], actor: Any, at: datetime) -> Submission:
    application, budget = (
        parcel.application,
        freeze(parcel.budget, of={member.pk for member in parcel.partners}),
    )
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
