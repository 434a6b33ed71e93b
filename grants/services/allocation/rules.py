"""Rules that fill a plan: in order until the money ends, the same cut above a score, a floor by region.

A rule is a function and a line in the registry. It proposes for the applications that its actor may
open; what stands for others stays, and counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from grants.models import AllocationPlan, Application, PlanChange


@dataclass(frozen=True)
class Parameter:
    """What a rule asks for: its name, label and help, and its kind.

    Kinds: "percent" (Decimal 0–100), "score" (Decimal), "euros" (whole number), "yes" (bool),
    "regions" (list of region codes).
    """

    name: str
    kind: str
    label: Any
    help: Any = ""
    required: bool = False


@dataclass(frozen=True)
class AllocationRule:
    """A rule of the registry, with what a form needs."""

    key: str
    label: Any
    help: Any
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True)
class RowChange:
    """What a rule would do to one application's grant (cents)."""

    application: Application
    before_cents: int
    after_cents: int


@dataclass(frozen=True)
class Preview:
    """What a rule would do, and what the plan would come to (cents, hidden rows counted in)."""

    changes: list[RowChange]
    total_cents: int
    room_cents: int
    # Applications that the rule leaves alone because the person has not declared yet, or without a score.
    undeclared: int = 0
    unscored: int = 0
    # Applications of the same score between which the money ends.
    tied: list[Application] = field(default_factory=list)

    @property
    def exceeds(self) -> bool:
        """Whether the appropriation does not suffice: `apply_rule` would refuse."""
        return self.total_cents > self.room_cents


RULES: dict[str, AllocationRule] = {}


def preview(plan: AllocationPlan, *, rule: str, parameters: Mapping[str, Any], actor: Any) -> Preview:
    """What `apply_rule` would do now; changes nothing. Raises PermissionDenied, ValidationError."""
    raise NotImplementedError


def apply_rule(
    plan: AllocationPlan,
    *,
    rule: str,
    parameters: Mapping[str, Any],
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanChange:
    """Fills the plan by a rule of `RULES` in one change, all or nothing.

    in_order: `percent` (of what was applied for, 100), `lowest` (score under which nothing is given),
    `rest` (the first one that does not fit gets what is left). same_cut: `above` (score), `percent`
    (without it the highest that the money allows). region_floor: `euros` or `percent` (of what the
    region applied for), `regions` (all); lifts by score, lowers nothing.

    What does not meet the condition, has been withdrawn or whose end has been asked for gets nothing
    by any rule. Without a `reason` the rule's own words in the language of each case are the reason.
    `base_revision` is the plan's revision at the preview. The same `token` once more gives its change.
    Raises StepForbidden, StepRefused, PlanConflict (row None), AppropriationExceeded, ValidationError
    by parameter.
    """
    raise NotImplementedError
