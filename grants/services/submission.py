"""Sending: the act by which a draft becomes an application (VAL 9 §, KHO:2021:110)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grants import documents, emails
from grants.models import Application, Budget, Submission
from grants.rules import is_signatory
from grants.services import snapshot
from grants.services.budget import applied, freeze, sums
from grants.workflows import APPLICATION
from pilots.eligibility import Verdict, verdict_of
from pilots.enums import PRESENT
from pilots.models import Member, Pilot
from sky_portal import clock, locks
from sky_portal.audit.services import canonical, digest
from sky_portal.cases.services import assign_number
from sky_portal.documents.models import Document
from sky_portal.jobs.services import enqueue
from sky_portal.questions import services as questions
from sky_portal.questions.models import AnswerSheet
from sky_portal.search import fold
from sky_portal.texts import pick

BUDGET, CONTACT = "budget", "contact"


@dataclass(frozen=True)
class Missing:
    """What still bars sending: the part it is in, what to say, and the field to jump to."""

    section: str
    text: str | Promise
    anchor: str = ""


class NotComplete(Exception):
    """The application cannot be sent yet; `missing` lists what it lacks."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(", ".join(f"{m.section}: {m.text}" for m in missing))
        self.missing = missing


def missing(application: Application) -> list[Missing]:
    """What bars sending. A verdict against the application never does: the official decides."""
    return [*_missing_answers(application), *_missing_budget(application), *_missing_contact(application)]


def verdict(application: Application) -> Verdict:
    """Whether the consortium fulfils the call's condition today, with the reasons."""
    return verdict_of(application.pilot)


def members_of(application: Application) -> list[Member]:
    """The pilot's members that have not left, in the order in which they came."""
    return list(
        Member.objects.filter(pilot_id=application.pilot_id, state__in=PRESENT)
        .select_related("organisation")
        .prefetch_related("organisation__register_rows")
        .order_by("pk")
    )


def submit(application: Application, *, actor: Any, arrived: datetime | None = None) -> Submission:
    """Sends the application as it now is; `arrived` is when its complete request had been received.

    The same content sent again (a double click, two tabs, two signatories) returns what was
    sent before and does nothing. Raises StepForbidden for who may not sign or comes after
    closing (the closing time itself is in time), StepRefused in a wrong state, NotComplete.
    """
    at = arrived or clock.act()
    with locks.act(), clock.standing_at(at):
        row = _lock_all(application)
        content = _describe(row)
        if twin := _already_sent(row, content, actor):
            return twin
        with APPLICATION.step("submit", row, actor=actor, at=at) as row:
            if lacks := missing(row):
                raise NotComplete(lacks)
            submission = _store(row, content, actor, at)
            row.current_submission = submission
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


def _lock_all(application: Application) -> Application:
    """Nothing that is sent may change while it is being read, in the order of locks.ORDER."""
    locks.lock(Pilot, pk=application.pilot_id)
    row = locks.lock(Application, pk=application.pk)
    locks.lock(Budget, pk=applied(row).pk)
    locks.lock(AnswerSheet, pk=row.sheet_id)
    return row


def _describe(application: Application) -> dict[str, Any]:
    return snapshot.describe(application, applied(application), members_of(application), verdict(application))


def _already_sent(application: Application, content: dict[str, Any], actor: Any) -> Submission | None:
    """What was sent before, when it says the same and this signatory could send it again."""
    sendable = APPLICATION.state(application) in APPLICATION.steps["submit"].sources
    last = application.current_submission
    if last is None or not sendable or not is_signatory.test(actor, application):
        return None
    return last if canonical(last.content["application"]) == canonical(content) else None


def _store(application: Application, content: dict[str, Any], actor: Any, at: datetime) -> Submission:
    call, last = application.call, application.current_submission
    number = last.number + 1 if last else 1
    budget = freeze(application)
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


def _missing_answers(application: Application) -> list[Missing]:
    lacking = questions.missing(application.sheet)
    return [Missing(q.section, pick(q.label, application.language).text, q.key) for q in lacking]


def _missing_budget(application: Application) -> list[Missing]:
    budget = applied(application)
    lines = list(budget.lines.all())
    if not lines:
        return [Missing(BUDGET, _("The budget has no lines yet."))]
    present = {member.pk for member in members_of(application)}
    lacks = []
    if any(line.member_id not in present for line in lines):
        lacks.append(
            Missing(BUDGET, _("The budget has costs of a municipality that is no longer in the pilot."))
        )
    if sums(budget).grant <= 0:
        lacks.append(Missing(BUDGET, _("The grant applied for is nought euros.")))
    return lacks


def _missing_contact(application: Application) -> list[Missing]:
    lacks = []
    if not application.contact_name:
        lacks.append(Missing(CONTACT, _("Name the contact person."), "name"))
    if not application.contact_email:
        lacks.append(Missing(CONTACT, _("Enter the contact person's e-mail address."), "email"))
    return lacks
