"""What keeps a plan from being changed."""

from typing import Any

from grants.models import AllocationPlan, PlanRow


class AppropriationExceeded(Exception):
    """The appropriation does not suffice; nothing was changed.

    `left_cents` is what could be given at most where `wanted_cents` was wanted: for one row its own
    sum is counted in, for a rule or a presented plan both are sums of the whole plan.
    """

    def __init__(self, *, left_cents: int, wanted_cents: int) -> None:
        super().__init__(f"{wanted_cents} cents wanted, {left_cents} cents left")
        self.left_cents, self.wanted_cents = left_cents, wanted_cents


class PlanConflict(Exception):
    """Somebody else has changed the same meanwhile; nothing was changed.

    `row` is what stands now, None where there is no row or the whole plan was meant; `plan` is the
    plan as it stands.
    """

    def __init__(self, plan: AllocationPlan, row: PlanRow | None = None) -> None:
        super().__init__(f"plan {plan.pk} is at revision {plan.revision}")
        self.plan, self.row = plan, row


class NothingToUndo(Exception):
    """No change is there to be undone, or none to be done again."""


class NotReady(Exception):
    """The plan cannot be presented yet.

    `missing` are the applications without a proposal or without a reason that the person may read;
    `hidden` is how many there are besides (closed to them by a conflict of interest); `ended` are
    those that get money although their end has been asked for.
    """

    def __init__(self, *, missing: list[Any], ended: list[Any], hidden: int) -> None:
        super().__init__(f"{len(missing) + hidden} without a proposal or a reason, {len(ended)} ended")
        self.missing, self.ended, self.hidden = missing, ended, hidden
