"""Appending to the audit trail, and erasing what is personal in it."""

from datetime import UTC, datetime
from typing import Any

from sky_portal import clock, locks
from sky_portal.audit.chain import canonical, digest, link_hash, plain
from sky_portal.audit.models import AuditEvent, AuditHead, AuditPayload
from sky_portal.prepared import add, change

__all__ = ["canonical", "digest", "erase_payload", "record"]

ERASED = "erase_payload"


def record(
    case: Any,
    *,
    verb: str,
    thing: Any,
    actor: Any,
    at: datetime,
    source: str = "",
    target: str = "",
    facts: dict[str, Any] | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Tells the case's chain of one act, within that act: it is written as the act ends.

    Facts and payload are taken as they are now. Written at the end, because an act may touch
    several cases in any order while their audit heads are locked last and sorted.
    """
    personal = plain(payload or {})
    event = AuditEvent(
        case=case,
        at=at.astimezone(UTC),
        actor=actor if getattr(actor, "pk", None) else None,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_pk=str(thing.pk),
        source=source,
        target=target,
        facts=plain(facts or {}),
        payload_digest=digest(personal) if personal else "",
    )
    with locks.act(joined=True):
        locks.at_end(str(case.pk), lambda: _append(event, personal))


def erase_payload(
    *, by: Any, reason: str, case: Any = None, actor: Any = None, until: datetime | None = None
) -> int:
    """Erases the personal part of events and tells how many; digests stay, so the chain holds.

    Chosen by case, by the person who acted, by the end of the time kept, or by all that are
    given; raises ValueError when nothing is. Each case's trail tells of the erasing.
    """
    chosen = {"event__case": case, "event__actor": actor, "event__at__lt": until}
    lookup = {name: value for name, value in chosen.items() if value is not None}
    if not lookup:
        raise ValueError("say whose, which case's or how old payload is erased")
    at = clock.act()
    with locks.act():
        found = AuditPayload.objects.filter(erased_at=None, **lookup).select_related("event__case")
        erased = list(found.order_by("event__case_id", "event__seq"))
        AuditPayload.objects.filter(pk__in=[payload.pk for payload in erased]).update(data={}, erased_at=at)
        _tell_erased([payload.event for payload in erased], by=by, reason=reason, at=at)
    return len(erased)


def _tell_erased(events: list[AuditEvent], *, by: Any, reason: str, at: datetime) -> None:
    by_case: dict[Any, list[int]] = {}
    for event in events:
        by_case.setdefault(event.case, []).append(event.seq)
    for case, seqs in by_case.items():
        record(case, verb=ERASED, thing=case, actor=by, at=at, facts={"events": seqs, "reason": reason})


def _append(event: AuditEvent, personal: dict[str, Any]) -> None:
    head = _head(event.case_id)
    event.seq, event.previous = head.seq + 1, head.hash
    event.hash = link_hash(event)
    add(event)
    if personal:
        AuditPayload.objects.create(event=event, data=personal)
    _move(head, event)


def _move(head: AuditHead, event: AuditEvent) -> None:
    """Writes the end of the chain."""
    head.seq, head.hash = event.seq, event.hash
    change(head, "seq", "hash")


def _head(case_id: Any) -> AuditHead:
    """The end of the case's chain, locked; only the first event of a case has to begin one."""
    try:
        return locks.lock(AuditHead, pk=case_id)
    except AuditHead.DoesNotExist:
        AuditHead.objects.get_or_create(case_id=case_id)
        return locks.lock(AuditHead, pk=case_id)
