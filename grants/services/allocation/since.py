"""What has changed in a plan since a person last read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.models import AllocationPlan, Application


@dataclass(frozen=True)
class Moved:
    """One application's proposed grant at the last reading and now (cents; None without a row)."""

    application: Application
    before_cents: int | None
    after_cents: int | None
    reason: str


@dataclass(frozen=True)
class Since:
    """Changes since the reading; `read_at` None when the person has never read the plan."""

    read_at: datetime | None
    moved: list[Moved]
    total_before_cents: int
    total_after_cents: int


def changed_since(plan: AllocationPlan, person: Any) -> Since:
    """What has changed since the person read the plan, without applications that they may not read."""
    raise NotImplementedError


def mark_read(plan: AllocationPlan, person: Any, *, revision: int | None = None) -> None:
    """Keeps that the person has read the plan, at the revision that the page showed; never backwards."""
    raise NotImplementedError
