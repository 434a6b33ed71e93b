"""The proposed budgets under a plan's rows: each line answers to the applied line it accepts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max

from grants.enums import BudgetKind
from grants.models import Budget, BudgetLine, OtherFunding, PlanRow
from sky_portal.money import share_out


@dataclass(frozen=True)
class Accepted:
    """A row of a plan, the applied budget it answers to, and what of its lines is accepted (id: cents)."""

    row: PlanRow
    applied_id: int
    lines: dict[int, int]


def put(accepted: Iterable[Accepted]) -> list[int]:
    """Gives each row its proposed budget, which the caller saves along; which budgets are to be deleted.

    A row that accepts nothing has none. The number of queries does not depend on the number of rows.
    """
    accepted = list(accepted)
    old = [one.row.budget_id for one in accepted if one.row.budget_id]
    BudgetLine.objects.filter(budget_id__in=old).delete()
    OtherFunding.objects.filter(budget_id__in=old).delete()
    Budget.objects.filter(pk__in=old).update(revision=F("revision") + 1)
    empty = [one.row for one in accepted if not one.row.total_cents]
    spent = [row.budget_id for row in empty if row.budget_id]
    for row in empty:
        row.budget = None
    full = [one for one in accepted if one.row.total_cents]
    _open([one.row for one in full if not one.row.budget_id])
    _fill(full)
    return spent


def _open(rows: list[PlanRow]) -> None:
    """A new version of the application's proposed budgets for each row: every plan has its own."""
    proposed = Budget.objects.filter(
        kind=BudgetKind.PROPOSED, application_id__in=[row.application_id for row in rows]
    )
    versions = proposed.order_by().values("application_id").annotate(last=Max("version"))
    last = {found["application_id"]: found["last"] for found in versions}
    budgets = [
        Budget(
            application_id=row.application_id,
            kind=BudgetKind.PROPOSED,
            version=last.get(row.application_id, 0) + 1,
        )
        for row in rows
    ]
    for row, budget in zip(rows, Budget.objects.bulk_create(budgets), strict=True):
        row.budget = budget


def _fill(accepted: list[Accepted]) -> None:
    applied = {one.applied_id for one in accepted}
    lines, funding = _by_budget(BudgetLine, applied), _by_budget(OtherFunding, applied)
    BudgetLine.objects.bulk_create(
        _answer(line, one.row.budget_id, one.lines.get(line.pk, 0))
        for one in accepted
        for line in lines.get(one.applied_id, [])
    )
    OtherFunding.objects.bulk_create(
        granted
        for one in accepted
        if one.row.other_cents
        for granted in _scaled(funding[one.applied_id], one.row.budget_id, one.row.other_cents)
    )


def _by_budget(model: type, applied: set[int]) -> dict[int, list]:
    found: dict[int, list] = {}
    for thing in model.objects.filter(budget_id__in=applied):  # type: ignore[attr-defined]
        found.setdefault(thing.budget_id, []).append(thing)
    return found


def _answer(line: BudgetLine, budget_id: Any, cents: int) -> BudgetLine:
    """What is accepted of an applied line. Its person-months were not accepted with it: they are not said."""
    return BudgetLine(
        budget_id=budget_id,
        member_id=line.member_id,
        category_id=line.category_id,
        cost_type=line.cost_type,
        year=line.year,
        basis=line.basis,
        decision=line.decision,
        amount_cents=cents,
        answers=line,
        place=line.place,
    )


def _scaled(funding: list[OtherFunding], budget_id: Any, total: int) -> Iterable[OtherFunding]:
    """The other public funding of the accepted costs, by granter."""
    shares = share_out(total, [granted.amount_cents for granted in funding])
    for granted, cents in zip(funding, shares, strict=True):
        if cents:
            yield OtherFunding(budget_id=budget_id, granter=granted.granter, amount_cents=cents)
