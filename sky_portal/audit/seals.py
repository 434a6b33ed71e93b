"""Daily seals: a root over all heads for each Helsinki day, each linked to the one before.

A chain by itself cannot show that its tail was cut off; a seal can. By the real clock, also
in the demo. Every seal's hash goes to the log, which lies outside the database.
"""

from datetime import UTC, date, datetime, timedelta

import structlog
from django.db import IntegrityError

from sky_portal import locks
from sky_portal.audit.chain import Head, root_hash, seal_hash
from sky_portal.audit.models import AuditHead, DailySeal, SealedHead
from sky_portal.clock import HELSINKI

DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


def seal_day(day: date) -> DailySeal:
    """The seal of a Helsinki day that is over: made now, unless it was made before.

    Raises ValueError when the day is not over or a later one has been sealed.
    """
    if day >= _real_today():
        raise ValueError(f"{day} is not over")
    try:
        with locks.act():
            return DailySeal.objects.filter(day=day).first() or _make(day)
    except IntegrityError:
        # Another worker sealed the day between our look and our row.
        return DailySeal.objects.get(day=day)


def seal_missing() -> list[DailySeal]:
    """Seals every day that is over and has no seal: yesterday, and the gap before it."""
    last = DailySeal.objects.order_by("-day").values_list("day", flat=True).first()
    yesterday = _real_today() - DAY
    day = last + DAY if last else yesterday
    made = []
    while day <= yesterday:
        made.append(seal_day(day))
        day += DAY
    return made


def _make(day: date) -> DailySeal:
    last = DailySeal.objects.order_by("-day").first()
    if last and last.day > day:
        raise ValueError(f"{last.day} has been sealed already")
    heads = [
        (str(case), seq, link) for case, seq, link in AuditHead.objects.values_list("case", "seq", "hash")
    ]
    made_at, root, previous = datetime.now(UTC), root_hash(heads), last.hash if last else ""
    seal = DailySeal.objects.create(
        day=day,
        made_at=made_at,
        head_count=len(heads),
        root=root,
        previous=previous,
        hash=seal_hash(day, made_at, root, previous),
    )
    SealedHead.objects.bulk_create(_moved(seal, heads), batch_size=1000)
    log.info("audit.sealed", day=day.isoformat(), heads=len(heads), hash=seal.hash)
    return seal


def _moved(seal: DailySeal, heads: list[Head]) -> list[SealedHead]:
    sealed = {
        str(case): seq
        for case, seq in SealedHead.objects.order_by("seal_id").values_list("case_id", "seq").iterator()
    }
    return [
        SealedHead(seal=seal, case_id=case, seq=seq, hash=link)
        for case, seq, link in sorted(heads)
        if sealed.get(case) != seq
    ]


def _real_today() -> date:
    return datetime.now(UTC).astimezone(HELSINKI).date()
