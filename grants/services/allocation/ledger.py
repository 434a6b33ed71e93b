"""The commitment ledger: what is left is the appropriations in force minus the sum of the entries.

Read for an act and written under the call's lock alone; a page shows what it was a moment ago.
"""

from dataclasses import dataclass

from grants.models import AllocationPlan, Call


@dataclass(frozen=True)
class Money:
    """A call's money in cents; `left` is appropriation − committed."""

    appropriation: int
    committed: int

    @property
    def left(self) -> int:
        """What is neither reserved nor committed."""
        return self.appropriation - self.committed


def money(call: Call) -> Money:
    """The call's money now: appropriations in force today, and the sum of the ledger. Two queries."""
    raise NotImplementedError


def room(plan: AllocationPlan) -> Money:
    """What the plan may hold at most is `.left`: nothing that another *presented* plan reserves counts.

    Of all scenarios only one is ever presented, so that they do not take money from each other.
    """
    raise NotImplementedError
