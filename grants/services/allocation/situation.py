"""What a rule looks at, gathered from the database in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grants.models import AllocationPlan, Application, BudgetLine, PlanRow
from grants.rules import EXAMINED_STATES, opens_sent, reads_sent
from grants.services.allocation.changes import total_of
from grants.services.allocation.fillings import Candidate, Situation
from grants.services.allocation.ledger import room


@dataclass(frozen=True)
class Gathered:
    """The applications that the actor may open, what the plan says of them, and the whole of it."""

    applications: dict[int, Application]
    rows: dict[int, PlanRow]
    situation: Situation
    total: int
    undeclared: int

    def before(self, key: int) -> int:
        """What the plan proposes for the application now (cents)."""
        return self.rows[key].grant_cents if key in self.rows else 0


def gather(plan: AllocationPlan, actor: Any) -> Gathered:
    """The call's applications under examination as a rule of this actor may fill them."""
    examined = Application.objects.filter(call_id=plan.call_id, state__in=EXAMINED_STATES)
    opened = examined.filter(opens_sent.q(actor)).with_ruling().select_related("call", "current_submission")
    opened = opened.defer("current_submission__content", "current_submission__search").order_by("pk")
    applications = {application.pk: application for application in opened}
    all_rows = PlanRow.objects.filter(plan_id=plan.pk).select_related("application")
    rows = {row.application_id: row for row in all_rows}
    total = total_of(plan)
    kept = [row for key, row in rows.items() if key not in applications]
    by_region: dict[str, int] = {}
    for row in kept:
        region = row.application.region_code
        by_region[region] = by_region.get(region, 0) + row.grant_cents
    situation = Situation(
        candidates=tuple(_candidate(one, rows.get(one.pk)) for one in applications.values()),
        room=room(plan).left,
        kept=sum(row.grant_cents for row in kept),
        kept_by_region=by_region,
    )
    read = examined.filter(reads_sent.q(actor)).count()
    return Gathered(applications, rows, situation, total, undeclared=read - len(applications))


def lines_of(applications: Iterable[Application]) -> dict[int, dict[int, int]]:
    """The applied lines (id: cents) of the versions sent last, by budget, in one query."""
    budgets = [one.current_submission.budget_id for one in applications if one.current_submission]
    lines = BudgetLine.objects.filter(budget__in=budgets).order_by("budget_id", "place", "pk")
    found: dict[int, dict[int, int]] = {}
    for budget, line, cents in lines.values_list("budget_id", "pk", "amount_cents"):
        found.setdefault(budget, {})[line] = cents
    return found


def _candidate(application: Application, row: PlanRow | None) -> Candidate:
    sent = application.current_submission
    assert sent is not None
    return Candidate(
        key=application.pk,
        asked=sent.grant_cents,
        before=row.grant_cents if row else 0,
        score=application.score,
        region=application.region_code,
        meets=application.meets,  # type: ignore[attr-defined]
        ended=application.withdrawal_asked_at is not None,
    )
