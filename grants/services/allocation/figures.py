"""The numbers of a plan: its rows, its totals by region, language and size, as a person sees them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from grants.models import AllocationPlan, Application, PlanRow
from grants.services.allocation.ledger import Money


class Flag(StrEnum):
    """What is worth noticing of a row."""

    OVERLAP = "overlap"  # a municipality is in another application too
    SPREAD = "spread"  # the assessors are 1.5 or more apart
    CONFLICT = "conflict"  # somebody has declared a conflict of interest
    SUPPLEMENT = "supplement"  # a supplement has been asked for
    WITHDRAWAL = "withdrawal"  # the applicant has asked for the matter to be ended
    NEWER = "newer"  # a newer version has been sent since the sum was set
    NO_REASON = "no_reason"  # differs from what was applied for, and says not why


@dataclass(frozen=True)
class RowFigures:
    """One application in the plan. Sums in cents; `share` is proposed ÷ asked in per cent (one decimal)."""

    application: Application  # for_list(): call, case, applicant, current_submission
    row: PlanRow | None
    rank: int | None  # by score among the rows shown; equal scores share a rank
    score: Decimal | None
    spread: Decimal | None
    asked_cents: int
    proposed_cents: int
    pupils: int  # of school age in the municipalities of the consortium, as sent
    members: int
    meets: bool  # the condition: the latest ruling, else the verdict
    opens: bool  # the person may set its sum: they have declared
    flags: frozenset[Flag]

    @property
    def share(self) -> Decimal:
        """Proposed of asked, in per cent."""
        raise NotImplementedError

    @property
    def revision(self) -> int:
        """What a form sends back as `base_revision`: 0 without a row."""
        return self.row.revision if self.row else 0


@dataclass(frozen=True)
class Group:
    """A total of the rows shown. `key`: region code, language, or size class."""

    key: str
    label: Any
    count: int
    funded: int  # how many get something
    asked_cents: int
    proposed_cents: int
    pupils: int  # of those that get something

    @property
    def cents_a_pupil(self) -> int | None:
        """Proposed cents for each pupil of those that get something; None without pupils."""
        raise NotImplementedError


@dataclass(frozen=True)
class PlanFigures:
    """A plan as a person sees it: rows closed to them are not there, `total` and `money` stay true."""

    plan: AllocationPlan
    rows: list[RowFigures]  # by rank, those without a score last
    money: Money  # the call's appropriation and ledger
    room_cents: int  # what the plan may hold at most
    total_cents: int  # the whole plan, rows closed to the person counted in
    exceptional_cents: int  # of the rows shown: of applications that do not meet the condition
    asked_cents: int  # of the rows shown
    proposed_cents: int  # of the rows shown
    by_region: list[Group]
    by_language: list[Group]
    by_size: list[Group]
    flagged: dict[Flag, int]

    @property
    def left_cents(self) -> int:
        """What the plan leaves of its room."""
        return self.room_cents - self.total_cents

    @property
    def unseen_cents(self) -> int:
        """Of the total, what stands in rows that are closed to the person."""
        return self.total_cents - self.proposed_cents


def figures(plan: AllocationPlan, user: Any) -> PlanFigures:
    """The plan's rows and totals in a constant number of queries."""
    raise NotImplementedError
