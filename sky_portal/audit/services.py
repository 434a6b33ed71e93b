"""Appending to the audit trail."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sky_portal import locks
from sky_portal.audit.models import AuditEvent, AuditHead, AuditPayload


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same content, the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


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
) -> AuditEvent:
    """Appends one event to the case's chain, within the act that it tells of."""
    with locks.act():
        AuditHead.objects.get_or_create(case=case)
        head = locks.lock(AuditHead, pk=case.pk)
        event = AuditEvent(
            case=case,
            seq=head.seq + 1,
            at=at.astimezone(UTC),
            actor=actor if getattr(actor, "pk", None) else None,
            verb=verb,
            thing_type=thing._meta.label_lower,
            thing_pk=str(thing.pk),
            source=source,
            target=target,
            facts=facts or {},
            payload_digest=digest(payload) if payload else "",
            previous=head.hash,
        )
        event.hash = chain_hash(event)
        event.save(force_insert=True)
        if payload:
            AuditPayload.objects.create(event=event, data=payload)
        head.seq, head.hash = event.seq, event.hash
        head.save()
        return event


def chain_hash(event: AuditEvent) -> str:
    """The link's hash: over everything it says and the hash before it."""
    return digest(
        {
            "case": str(event.case_id),
            "seq": event.seq,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": event.actor_id,
            "verb": event.verb,
            "thing": [event.thing_type, event.thing_pk],
            "states": [event.source, event.target],
            "facts": event.facts,
            "payload": event.payload_digest,
            "previous": event.previous,
        }
    )
