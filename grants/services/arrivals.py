"""What arrived beside the portal's way: recorded by a registrar, corrected, never renumbered."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from grants import documents, emails
from grants.enums import ArrivalChannel
from grants.models import Application, Arrival, Call
from grants.rules import arrived_for_own, call_is_public, records_arrivals
from grants.services.call.basics import ChangedMeanwhile
from grants.workflows import ARRIVAL
from sky_portal import clock, locks
from sky_portal.accounts.enums import PROVIDER_KINDS
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.audit.models import AuditEvent
from sky_portal.cases.services import assign_number, open_case
from sky_portal.documents.models import Document
from sky_portal.documents.services import keep_prepared, prepare_upload
from sky_portal.jobs.services import enqueue
from sky_portal.names import plain_line

DOCUMENT = "arrival"
RECEIPT_JOB = "grants.arrival_receipt"
LINES = ("sender", "pilot_name", "contact_name", "contact_email")
# What the receipt does not say: correcting these makes no new one.
SILENT = {"contact_name", "reason"}
# Of what came in the portal these are the trail's word, not the registrar's.
PROVEN = {"channel", "arrived_at", "provider"}


@dataclass(frozen=True)
class Told:
    """What a registrar tells of an arrival; the fields of `Arrival`.

    `application` is the draft that stayed unsent in the portal, of the same call and provider.
    """

    channel: str
    arrived_at: datetime
    sender: str
    pilot_name: str
    language: str
    reason: str
    provider: Organisation | None = None
    application: Application | None = None
    contact_name: str = ""
    contact_email: str = ""


def record_arrival(call: Call, *, told: Told, actor: Any, token: UUID | None = None) -> Arrival:
    """Records an application that came late, by e-mail or on paper, and gives it a number at once.

    The receipt is queued without delay (SAL 12 §). A `token` that has been used returns what it
    recorded then. Raises PermissionDenied for others than registrars and ValidationError, by
    field, for a call that has not opened, a time that is still to come, a draft of another
    provider or call, and a sending in the portal that was not late.
    """
    if not records_arrivals.test(actor, None):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        # One after another: two clicks with one token must not both find nothing.
        call = locks.lock(Call, pk=call.pk)
        if token and (known := Arrival.objects.filter(token=token).first()):
            return known
        arrival = Arrival(call=call, recorded_by=actor, recorded_at=at, token=token)
        _put(arrival, told)
        _check(arrival)
        arrival.case = open_case("arrival", language=arrival.language)
        arrival.full_clean()
        arrival.save()
        assign_number(arrival.case, authority=call.authority.code, case_class=call.case_class)
        _queue_receipt(arrival, version=1, at=at)
        audit.record(
            arrival.case,
            verb="record_arrival",
            thing=arrival,
            actor=actor,
            at=at,
            target=ARRIVAL.state(arrival),
            facts=_facts(arrival),
            payload=_personal(arrival),
        )
        return arrival


def correct_arrival(
    arrival: Arrival, *, told: Told, why: str, actor: Any, seen: str | None = None
) -> Arrival:
    """Corrects what was recorded wrongly; the number stays, the old values lie in the trail.

    `seen` is the digest of the values that the registrar saw. What the receipt tells is told by a
    new one. Raises StepForbidden, StepRefused, ChangedMeanwhile when somebody else has corrected
    it since, ValidationError without a reason and like `record_arrival`.
    """
    with ARRIVAL.step("correct_arrival", arrival, actor=actor) as row:
        before = values_of(row)
        if seen is not None and seen != audit.digest(before):
            raise ChangedMeanwhile(before)
        if not why.strip():
            raise ValidationError({"why": [_("Say why it is corrected.")]})
        _put(row, told)
        after = values_of(row)
        changed = sorted(name for name in before if before[name] != after[name])
        _check(row, changed=changed)
        if row.case.language != row.language:
            row.case.language = row.language
            row.case.save(update_fields=["language"])
        row.act.facts = {"fields": changed}
        row.act.payload = {
            "why": why.strip(),
            "was": {name: _said(before[name]) for name in changed},
            "now": {name: _said(after[name]) for name in changed},
        }
        if set(changed) - SILENT:
            version = 2 + corrections(row).count()
            _queue_receipt(row, version=version, at=row.act.at)
    return row


def add_document(arrival: Arrival, *, upload: File, actor: Any) -> Document:
    """Keeps a file that came along, the same bytes once.

    Raises PermissionDenied, and ValidationError with a sentence for the person.
    """
    if not ARRIVAL.may("correct_arrival", actor, arrival):
        raise PermissionDenied
    prepared = prepare_upload(arrival.case, upload=upload)
    return keep_prepared(
        arrival.case,
        prepared,
        kind=DOCUMENT,
        key=prepared.stored.sha256,
        actor=actor,
        language=arrival.language,
    )


def acknowledge(arrival: Arrival, content: bytes, *, version: int) -> Document:
    """Keeps the receipt and queues it to those who have an address, each once (SAL 12 §)."""
    receipt = documents.store_arrival_receipt(arrival, content, version=version)
    emails.arrival_received(arrival, receipt, version=version)
    return receipt


def receipts(arrival: Arrival) -> list[Document]:
    """The receipts, the latest first."""
    made = Document.objects.filter(case_id=arrival.case_id, kind=documents.RECEIPT)
    return list(made.order_by("-made_at", "-key"))


def of_own_providers(user: Any) -> list[tuple[Arrival, UUID | None]]:
    """What was recorded for the providers this person acts for, each with its latest receipt."""
    made = Document.objects.filter(case=OuterRef("case"), kind=documents.RECEIPT)
    found = (
        Arrival.objects.filter(arrived_for_own.q(user))
        .annotate(receipt=Subquery(made.order_by("-made_at", "-key").values("pk")[:1]))
        .select_related("case", "call")
        .order_by("-arrived_at", "pk")
    )
    return [(arrival, arrival.receipt) for arrival in found]  # type: ignore[attr-defined]


def documents_of(arrival: Arrival) -> list[Document]:
    """The files that came along, in the order in which they were added."""
    return list(Document.objects.filter(case_id=arrival.case_id, kind=DOCUMENT).order_by("made_at", "name"))


def corrections(arrival: Arrival) -> Any:
    """The events of correcting, with who corrected and what was there before, the latest first."""
    events = AuditEvent.objects.filter(case_id=arrival.case_id, verb="correct_arrival")
    return events.select_related("actor", "payload").order_by("-seq")


def is_posted(arrival: Arrival) -> bool:
    """Whether nobody has an address: the receipt goes by post."""
    return not list(emails.arrival_addresses(arrival))


def namesakes(call: Call, *, sender: str, provider: Organisation | None) -> list[Arrival]:
    """What has been recorded already of the same sender or provider: the same paper, perhaps."""
    known = Arrival.objects.filter(call=call).select_related("case").order_by("pk")
    same = known.filter(sender__iexact=plain_line(sender))
    return list(same | known.filter(provider=provider) if provider else same)


def values_of(arrival: Arrival) -> dict[str, Any]:
    """What can be corrected, by field, as it is stored."""
    names = [field.name for field in fields(Told) if field.name != "application"]
    return {name: getattr(arrival, "provider_id" if name == "provider" else name) for name in names}


def _put(arrival: Arrival, told: Told) -> None:
    for field in fields(Told):
        value = getattr(told, field.name)
        if field.name in LINES:
            value = plain_line(value)
        setattr(arrival, field.name, value)
    arrival.reason = arrival.reason.strip()


def _check(arrival: Arrival, *, changed: list[str] | None = None) -> None:
    errors: dict[str, list[str]] = {}
    for name, text in _faults(arrival, changed or []):
        errors.setdefault(name, []).append(text)
    if errors:
        raise ValidationError(errors)


def _faults(arrival: Arrival, changed: list[str]) -> Iterator[tuple[str, str]]:
    call, in_portal = arrival.call, arrival.channel == ArrivalChannel.PORTAL
    if not call_is_public.test(None, call) or clock.now() < call.opens_at:
        yield "call", _("The call has not opened yet: nothing can have arrived.")
    if arrival.arrived_at > clock.now():
        yield "arrived_at", _("This time is still to come.")
    if arrival.provider and arrival.provider.kind not in PROVIDER_KINDS:
        yield "provider", _("Choose an education provider.")
    draft = arrival.application
    if draft and (draft.call_id != arrival.call_id or draft.applicant_id != arrival.provider_id):
        yield "application", _("The draft is of another call or another provider.")
    if draft and arrival._state.adding and draft.arrivals.exists():
        yield "application", _("This has been recorded already.")
    if in_portal and not draft:
        yield "application", _("Choose the application that was sent in the portal.")
    if in_portal and not arrival.is_late:
        yield "arrived_at", _("What was sent in the portal by the closing time has been taken already.")
    if in_portal and PROVEN & set(changed):
        yield "arrived_at", _("When and by whom it was sent in the portal is known from the trail.")


def _facts(arrival: Arrival) -> dict[str, Any]:
    return {
        "call": arrival.call_id,
        "channel": arrival.channel,
        "arrived_at": arrival.arrived_at.isoformat(),
        "late": arrival.is_late,
        "provider": arrival.provider_id,
        "application": arrival.application_id,
    }


def _personal(arrival: Arrival) -> dict[str, Any]:
    return {name: getattr(arrival, name) for name in (*LINES, "reason")}


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _queue_receipt(arrival: Arrival, *, version: int, at: datetime) -> None:
    enqueue(
        RECEIPT_JOB,
        key=f"{arrival.pk} {version}",
        case=arrival.case,
        arrival=arrival.pk,
        version=version,
        at=at.isoformat(),
    )
