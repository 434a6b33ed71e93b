"""Rules that fill a plan: in order until the money ends, the same cut above a score, a floor by region.

A rule is a function of grants.services.allocation.fillings and a line in the registry. It proposes for
the applications that its actor may open; what stands for others stays, and counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from grants.enums import PlanMethod
from grants.models import AllocationPlan, Application, PlanChange
from grants.rules import shares_out
from grants.services.allocation import fillings
from grants.services.allocation.causes import words
from grants.services.allocation.changes import Data, Unchanged, editing, known, proposal, write
from grants.services.allocation.errors import PlanConflict
from grants.services.allocation.fillings import Filled
from grants.services.allocation.parameters import Parameter, cleaned
from grants.services.allocation.proportions import spread
from grants.services.allocation.rows import basis_of, in_words
from grants.services.allocation.situation import Gathered, gather, lines_of

PERCENT = Parameter("percent", "percent", _("Share of what was applied for, %"))


@dataclass(frozen=True)
class AllocationRule:
    """A rule of the registry, with what a form needs."""

    key: str
    label: Any
    help: Any
    parameters: tuple[Parameter, ...]
    fill: Callable[..., Filled]
    # Of which parameters one, and one alone, is given.
    either: tuple[str, ...] = ()


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


RULES = {
    rule.key: rule
    for rule in (
        AllocationRule(
            "in_order",
            _("In order until the money ends"),
            _("By score, the highest first, until the first application that does not fit."),
            (
                PERCENT,
                Parameter("lowest", "score", _("Lowest score"), _("Below it nothing is proposed.")),
                Parameter("rest", "yes", _("The first one that does not fit gets what is left")),
            ),
            fillings.in_order,
        ),
        AllocationRule(
            "same_cut",
            _("The same cut above a score"),
            _("Everybody from the score upwards gets the same share, the others nothing."),
            (
                Parameter("above", "score", _("From this score upwards"), required=True),
                Parameter(
                    "percent", "percent", PERCENT.label, _("Empty: the highest that the money allows.")
                ),
            ),
            fillings.same_cut,
        ),
        AllocationRule(
            "region_floor",
            _("At least so much to each region"),
            _("Lifts a region's applications by score until the region has its share. Lowers nothing."),
            (
                Parameter("euros", "euros", _("At least, euros")),
                Parameter("percent", "percent", _("Or at least of what the region applied for, %")),
                Parameter("regions", "regions", _("Only these regions")),
            ),
            fillings.region_floor,
            either=("euros", "percent"),
        ),
    )
}


def preview(plan: AllocationPlan, *, rule: str, parameters: Mapping[str, Any], actor: Any) -> Preview:
    """What `apply_rule` would do now; changes nothing.

    Raises PermissionDenied, KeyError for an unknown rule, ValidationError by parameter.
    """
    if not shares_out.test(actor, plan):
        raise PermissionDenied
    known_rule = RULES[rule]
    given = cleaned(known_rule.parameters, parameters, either=known_rule.either)
    gathered = gather(plan, actor)
    filled = known_rule.fill(gathered.situation, **given)
    changes = [
        RowChange(gathered.applications[key], before, filling.grant)
        for key, filling in filled.fillings.items()
        if (before := gathered.before(key)) != filling.grant
    ]
    grown = sum(change.after_cents - change.before_cents for change in changes)
    return Preview(
        changes=changes,
        total_cents=gathered.total + grown,
        room_cents=gathered.situation.room,
        undeclared=gathered.undeclared,
        unscored=sum(one.score is None for one in gathered.situation.candidates),
        tied=[gathered.applications[key] for key in filled.tied],
    )


def apply_rule(
    plan: AllocationPlan,
    *,
    rule: str,
    parameters: Mapping[str, Any],
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanChange | None:
    """Fills the plan by a rule of `RULES` in one change, all or nothing; None when all stands already.

    in_order: `percent` (of what was applied for, 100), `lowest` (score under which nothing is given),
    `rest` (the first one that does not fit gets what is left). same_cut: `above` (score), `percent`
    (without it the highest that the money allows). region_floor: `euros` or `percent` (of what the
    region applied for), `regions` (all); lifts by score, lowers nothing.

    What does not meet the condition, has been withdrawn or whose end has been asked for gets nothing
    by any rule. Without a `reason` the rule's own words in the language of each case are the reason.
    `base_revision` is the plan's revision at the preview. The same `token` once more gives its change.
    Raises StepForbidden, StepRefused, PlanConflict (row None), AppropriationExceeded, KeyError for an
    unknown rule, ValidationError by parameter.
    """
    known_rule = RULES[rule]
    given, said = cleaned(known_rule.parameters, parameters, either=known_rule.either), in_words(reason)
    try:
        with editing(plan, actor=actor) as held:
            if made := known(token, actor):
                raise Unchanged(made)
            if base_revision is not None and base_revision != held.revision:
                raise PlanConflict(held)
            gathered = gather(held, actor)
            filled = known_rule.fill(gathered.situation, **given)
            at = held.act.at  # type: ignore[attr-defined]
            after = _proposals(gathered, filled, given, said, actor=actor, at=at)
            facts = {"rule": rule, "parameters": {name: _plain(value) for name, value in given.items()}}
            return write(held, after, verb="apply_rule", actor=actor, at=at, facts=facts, token=token)
    except Unchanged as same:
        return same.change


def _proposals(
    gathered: Gathered, filled: Filled, given: Mapping[str, Any], reason: str, *, actor: Any, at: Any
) -> dict[int, Data | None]:
    """Rows for what the rule changes: a row that comes to the same sum stays as it was made."""
    changed = {
        key: filling
        for key, filling in filled.fillings.items()
        if key not in gathered.rows or gathered.before(key) != filling.grant
    }
    applications = {key: gathered.applications[key] for key in changed}
    lines = lines_of(applications.values())
    after: dict[int, Data | None] = {}
    for key, filling in changed.items():
        application = applications[key]
        sent = application.current_submission
        assert sent is not None
        basis = basis_of(application, sent)
        total = basis.total_for(filling.grant)
        after[key] = proposal(
            sent,
            method=PlanMethod.RULE,
            sums=basis.accept(total),
            lines=spread(total, lines.get(sent.budget_id, {})),
            reason=words(application, filling, given, reason),
            actor=actor,
            at=at,
        )
    return after


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
