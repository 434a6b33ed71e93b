"""The arithmetic of a cut: pure, in cents that are whole euros.

Of accepted costs t the own share is p per cent, rounded up to the euro as at applying, and own share
and other public funding together are ⌈t × (p/100 + F/T)⌉, with T and F as applied for. The grant is
what is left, ⌊t × g⌋: at t = T it is what was applied for, it never falls as t grows, and it grows by a
euro at most, so that every grant between nought and what was applied for belongs to some accepted costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from sky_portal.money import CENTS, own_share, share_out

HUNDRED = 100


@dataclass(frozen=True)
class Sums:
    """Accepted costs and their parts in cents (whole euros): total = own_share + other + grant."""

    total: int
    own_share: int
    other: int
    grant: int


NOTHING = Sums(0, 0, 0, 0)


@dataclass(frozen=True)
class Basis:
    """What was applied for: costs, grant (cents, whole euros) and the call's own share in per cent."""

    total: int
    grant: int
    own_share_percent: int

    @property
    def other(self) -> int:
        """Other public funding: what neither the applicant nor the state pays."""
        return self.total - self.grant - own_share(self.total, self.own_share_percent)

    @property
    def _unpaid(self) -> int:
        """A hundred times the costs that the state leaves to others, before rounding."""
        return self.own_share_percent * self.total + HUNDRED * self.other

    def accept(self, total: int) -> Sums:
        """The parts of accepted costs; raises ValueError for more than was applied for."""
        if not 0 <= total <= self.total:
            raise ValueError(f"{total} cents of {self.total}")
        if not total:
            return NOTHING
        own = own_share(total, self.own_share_percent)
        others = -(-total * self._unpaid // (HUNDRED * self.total * CENTS)) * CENTS
        return Sums(total=total, own_share=own, other=others - own, grant=total - others)

    def total_for(self, grant: int) -> int:
        """The least accepted costs that lead to this grant, or all costs when it is the whole grant.

        Raises ValueError for more than was applied for.
        """
        if not 0 <= grant <= self.grant:
            raise ValueError(f"{grant} cents of {self.grant}")
        if grant == self.grant:
            return self.total
        paid = HUNDRED * self.total - self._unpaid
        return -(-grant * HUNDRED * self.total // (paid * CENTS)) * CENTS


def part_of(cents: int, percent: Decimal) -> int:
    """So many per cent of a sum, rounded down to the whole euro."""
    whole = Decimal(cents) * percent / (HUNDRED * CENTS)
    return int(whole.to_integral_value(ROUND_FLOOR)) * CENTS


def spread(total: int, lines: Mapping[int, int]) -> dict[int, int]:
    """Accepted costs shared over the applied lines (id: cents) by the largest remainder.

    No line gets more than was applied for on it, as long as the total is not more than theirs.
    """
    if not total:
        return dict.fromkeys(lines, 0)
    return dict(zip(lines, share_out(total, list(lines.values())), strict=True))
