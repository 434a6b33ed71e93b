"""Verifying the audit trail: the first link that does not hold, and what is wrong with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from sky_portal.audit.chain import digest, link_hash, root_hash, seal_hash
from sky_portal.audit.models import AuditEvent, AuditHead, DailySeal, SealedHead


@dataclass(frozen=True)
class Break:
    """A link that does not hold: `place` names it, `what` says what differs."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass
class Trail:
    """What was verified: counts, the last seal's hash, and the first break if there is one."""

    events: int = 0
    cases: int = 0
    seals: int = 0
    last_seal: str = ""
    broken: Break | None = None
    # The hash of every verified link that a seal speaks of.
    links: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)


def verify() -> Trail:
    """Verifies chains, payloads, heads and seals as they are at one moment."""
    trail = Trail()
    with _one_moment():
        trail.broken = next(_breaks(trail), None)
    return trail


def _breaks(trail: Trail) -> Iterator[Break]:
    sealed = {(str(case), seq) for case, seq in SealedHead.objects.order_by().values_list("case_id", "seq")}
    heads = {str(h.case_id): (h.seq, h.hash) for h in AuditHead.objects.order_by("case_id")}
    yield from _broken_links(trail, sealed, heads)
    for case in sorted(heads):
        yield Break(f"case {case}", f"every link up to #{heads[case][0]} is missing")
    yield from _broken_seals(trail)


def _broken_links(
    trail: Trail, sealed: set[tuple[str, int]], heads: dict[str, tuple[int, str]]
) -> Iterator[Break]:
    """Walks all chains, case by case; takes from `heads` the cases that it met."""
    before: AuditEvent | None = None
    events = AuditEvent.objects.select_related("payload").order_by("case_id", "seq")
    for event in events.iterator(chunk_size=2000):
        if before is not None and before.case_id != event.case_id:
            yield from _broken_head(before, heads)
            before = None
        yield from _broken_link(event, before)
        trail.events += 1
        trail.cases += before is None
        if (str(event.case_id), event.seq) in sealed:
            trail.links[str(event.case_id), event.seq] = event.hash
        before = event
    if before is not None:
        yield from _broken_head(before, heads)


def _broken_link(event: AuditEvent, before: AuditEvent | None) -> Iterator[Break]:
    due = before.seq + 1 if before else 1
    if event.seq != due:
        yield Break(f"case {event.case_id} #{due}", "the link is missing")
    place = f"case {event.case_id} #{event.seq}"
    if event.previous != (before.hash if before else ""):
        yield Break(place, "does not follow from the link before it (previous differs)")
    if event.hash != link_hash(event):
        yield Break(place, "its content has been changed (hash differs)")
    if what := _broken_payload(event):
        yield Break(place, what)


def _broken_payload(event: AuditEvent) -> str:
    payload = getattr(event, "payload", None)
    if payload is None:
        return "its payload is missing" if event.payload_digest else ""
    if payload.erased_at:
        return ""
    return "" if digest(payload.data) == event.payload_digest else "its payload has been changed"


def _broken_head(last: AuditEvent, heads: dict[str, tuple[int, str]]) -> Iterator[Break]:
    place = f"case {last.case_id} #{last.seq}"
    seq, link = heads.pop(str(last.case_id), (0, ""))
    if seq < last.seq:
        yield Break(place, f"the head is behind, at #{seq}")
    if seq > last.seq:
        yield Break(f"case {last.case_id} #{last.seq + 1}", f"the link is missing: the head is at #{seq}")
    if link != last.hash:
        yield Break(place, "the head has another hash")


def _broken_seals(trail: Trail) -> Iterator[Break]:
    heads: dict[str, tuple[int, str]] = {}
    for seal in DailySeal.objects.order_by("day").prefetch_related("moved"):
        place = f"seal of {seal.day}"
        for moved in sorted(seal.moved.all(), key=lambda moved: str(moved.case_id)):
            case = str(moved.case_id)
            heads[case] = (moved.seq, moved.hash)
            if trail.links.get((case, moved.seq)) != moved.hash:
                yield Break(f"case {case} #{moved.seq}", f"cut off or replaced after the {place}")
        if seal.previous != trail.last_seal:
            yield Break(place, "does not follow from the seal before it (previous differs)")
        if seal.root != root_hash((case, *head) for case, head in heads.items()):
            yield Break(place, "the root over all heads differs")
        if seal.hash != seal_hash(seal.day, seal.made_at, seal.root, seal.previous):
            yield Break(place, "the seal has been changed (hash differs)")
        trail.seals += 1
        trail.last_seal = seal.hash


@contextmanager
def _one_moment() -> Iterator[Any]:
    """All that is read is of one moment, while others go on appending."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
