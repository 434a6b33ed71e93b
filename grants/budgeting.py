"""The sums of a budget: pure arithmetic over lines, in cents (FACTS 1: own share).

total − own share − other public funding = grant applied for; the own share is rounded up to
the whole euro. Σ lines = Σ members = Σ categories = total, always.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sky_portal.money import own_share


class LineLike(Protocol):
    """What is summed: a BudgetLine, or anything shaped like one."""

    member_id: Any
    category_id: Any
    cost_type: str
    year: int
    amount_cents: int


class Line(NamedTuple):
    """One cost without a database row."""

    member_id: Any
    category_id: Any
    cost_type: str
    year: int
    amount_cents: int


@dataclass(frozen=True)
class BudgetSums:
    """A budget's sums in cents. `grant` is negative when the other funding leaves nothing."""

    total: int
    own_share: int
    other: int
    grant: int
    by_member: dict[Any, int]
    by_category: dict[Any, int]
    by_type: dict[str, int]
    by_year: dict[int, int]


def sum_up(lines: Iterable[LineLike], *, other: Iterable[int], own_share_percent: int) -> BudgetSums:
    """The sums of the lines and of the other public funding (cents each)."""
    lines = list(lines)
    total = sum(line.amount_cents for line in lines)
    own, others = own_share(total, own_share_percent), sum(other)
    return BudgetSums(
        total=total,
        own_share=own,
        other=others,
        grant=total - own - others,
        by_member=_by(lines, "member_id"),
        by_category=_by(lines, "category_id"),
        by_type=_by(lines, "cost_type"),
        by_year=_by(lines, "year"),
    )


def _by(lines: Iterable[LineLike], name: str) -> dict[Any, int]:
    sums: dict[Any, int] = {}
    for line in lines:
        key = getattr(line, name)
        sums[key] = sums.get(key, 0) + line.amount_cents
    return sums
