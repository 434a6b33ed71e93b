"""The hashes that link events to each other and seal the heads."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sky_portal.audit.models import AuditEvent

Head = tuple[str, int, str]


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: the same content, the same bytes.

    What JSON does not know is written as its string; raises ValueError for NaN and infinity.
    """
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str, allow_nan=False
    )
    return text.encode()


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def plain(value: Any) -> Any:
    """The value as any database gives it back from a JSON column, so that its digest holds."""
    return _whole_numbers(json.loads(canonical(value)))


def link_hash(event: AuditEvent) -> str:
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


def root_hash(heads: Iterable[Head]) -> str:
    """The root over all heads, (case, seq, hash), in the order of the cases."""
    return digest(sorted(heads))


def seal_hash(day: date, made_at: datetime, root: str, previous: str) -> str:
    """The seal's hash: over its day, the time it was made, its root and the seal before it."""
    return digest([day.isoformat(), made_at.astimezone(UTC).isoformat(), root, previous])


def _whole_numbers(value: Any) -> Any:
    """PostgreSQL writes 1e16 in full: a float without a fraction is kept as a whole number."""
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
