"""Writing a plan: every act is one PlanChange with the rows before and after, under the call's lock.

The call's lock lets one act after another look at what is left; the plan's is taken by its step.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from grants.enums import PlanMethod
from grants.models import AllocationPlan, Budget, BudgetLine, Call, PlanChange, PlanRow, Submission
from grants.services.allocation import budget_rows
from grants.services.allocation.errors import AppropriationExceeded
from grants.services.allocation.ledger import room
from grants.services.allocation.proportions import NOTHING, Sums
from grants.workflows import ALLOCATION
from sky_portal import clock, locks
from sky_portal.audit.chain import digest
from sky_portal.workflow import StepForbidden

# A row as data: what a PlanChange keeps of it.
Data = dict[str, Any]
COPY, UNDO, REDO = "copy", "undo", "redo"
# Who wrote it and when does not make it another proposal.
_MADE = ("by", "at")
_CHANGED = (
    *("submission", "method", "budget", "total_cents", "own_share_cents", "other_cents", "grant_cents"),
    *("reason", "changed_by", "changed_at", "revision"),
)


class Unchanged(Exception):
    """What was asked for stands already: the act around it leaves no trace. `change` made it so."""

    def __init__(self, change: PlanChange | None = None) -> None:
        super().__init__()
        self.change = change


@contextmanager
def editing(plan: AllocationPlan, *, actor: Any) -> Iterator[AllocationPlan]:
    """The plan as a draft that the actor may edit, with the call locked before it.

    Raises StepForbidden, StepRefused.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locks.lock(Call, pk=plan.call_id)
        with ALLOCATION.step("edit_plan", plan, actor=actor, at=at) as row:
            yield row


def forbidden() -> StepForbidden:
    """The refusal of an edit that is about what is closed to the person."""
    return StepForbidden(ALLOCATION.steps["edit_plan"])


def known(token: UUID | None, actor: Any) -> PlanChange | None:
    """The change that the same form has made already; raises PermissionDenied for another's mark."""
    found = PlanChange.objects.filter(token=token).first() if token else None
    if found and found.made_by_id != actor.pk:
        raise PermissionDenied
    return found


def proposal(
    submission: Submission,
    *,
    method: PlanMethod,
    sums: Sums = NOTHING,
    lines: Mapping[int, int] | None = None,
    reason: str = "",
    actor: Any,
    at: datetime,
) -> Data:
    """A row as data; `lines` are the accepted cents by the id of the applied line."""
    return {
        "submission": submission.pk,
        "method": str(method),
        "total": sums.total,
        "own_share": sums.own_share,
        "other": sums.other,
        "grant": sums.grant,
        "lines": {str(line): cents for line, cents in (lines or {}).items() if cents},
        "reason": reason,
        "by": actor.pk,
        "at": at.isoformat(),
    }


def rows_as_data(rows: Iterable[PlanRow]) -> dict[int, Data]:
    """The rows as data by application: one query for all their lines."""
    rows = list(rows)
    lines: dict[int, dict[str, int]] = {}
    found = BudgetLine.objects.filter(budget__in=[row.budget_id for row in rows if row.budget_id])
    for budget, line, cents in found.values_list("budget_id", "answers_id", "amount_cents"):
        if cents:
            lines.setdefault(budget, {})[str(line)] = cents
    return {row.application_id: _as_data(row, lines.get(row.budget_id or 0, {})) for row in rows}


def _as_data(row: PlanRow, lines: dict[str, int]) -> Data:
    return {
        "submission": row.submission_id,
        "method": row.method,
        "total": row.total_cents,
        "own_share": row.own_share_cents,
        "other": row.other_cents,
        "grant": row.grant_cents,
        "lines": lines,
        "reason": row.reason,
        "by": row.changed_by_id,
        "at": row.changed_at.isoformat(),
    }


def total_of(plan: AllocationPlan) -> int:
    """What the whole plan comes to (cents)."""
    return PlanRow.objects.filter(plan_id=plan.pk).aggregate(all=Sum("grant_cents", default=0))["all"]


def write(
    plan: AllocationPlan,
    after: Mapping[int, Data | None],
    *,
    verb: str,
    actor: Any,
    at: datetime,
    facts: dict[str, Any] | None = None,
    token: UUID | None = None,
    undoes: PlanChange | None = None,
) -> PlanChange:
    """Puts the rows (by application; None: there is none) and keeps the change. The call is locked.

    Sets the plan's revision, which the act around it saves. Raises Unchanged when everything stands
    already, AppropriationExceeded when the plan would grow above what the appropriation has left.
    """
    rows = {row.application_id: row for row in PlanRow.objects.filter(plan=plan, application__in=after)}
    before: dict[int, Data | None] = dict.fromkeys(after) | rows_as_data(rows.values())
    changed = {key: data for key, data in after.items() if _said(data) != _said(before[key])}
    if not changed and undoes is None:
        raise Unchanged
    total = _check_room(plan, before, changed)
    plan.revision += 1
    _put(plan, rows, changed)
    change = PlanChange.objects.create(
        plan=plan,
        number=plan.revision,
        verb=verb,
        facts=facts or {},
        before={str(key): before[key] for key in changed},
        after={str(key): data for key, data in changed.items()},
        made_by=actor,
        made_at=at,
        undoes=undoes,
        token=token,
    )
    _tell(plan, change, total)
    return change


def _said(data: Data | None) -> Any:
    return data and {key: value for key, value in data.items() if key not in _MADE}


def _check_room(
    plan: AllocationPlan, before: Mapping[int, Data | None], changed: Mapping[int, Data | None]
) -> int:
    """The plan's sum after the change; what only lowers it is always received."""
    was = sum(data["grant"] for key in changed if (data := before[key]))
    becomes = sum(data["grant"] for data in changed.values() if data)
    total = total_of(plan)
    if becomes > was and total - was + becomes > (left := room(plan).left):
        others = total - was if len(changed) == 1 else 0
        raise AppropriationExceeded(left_cents=left - others, wanted_cents=total - was + becomes - others)
    return total - was + becomes


def _put(plan: AllocationPlan, rows: Mapping[int, PlanRow], changed: Mapping[int, Data | None]) -> None:
    gone = [rows[key] for key, data in changed.items() if data is None and key in rows]
    PlanRow.objects.filter(pk__in=[row.pk for row in gone]).delete()
    put = {key: data for key, data in changed.items() if data is not None}
    new = {key: PlanRow(plan=plan, application_id=key) for key in put if key not in rows}
    for key, data in put.items():
        _set(rows.get(key) or new[key], data, plan.revision)
    applied = Submission.objects.filter(pk__in=[data["submission"] for data in put.values()])
    budgets = dict(applied.order_by().values_list("pk", "budget_id"))
    spent = budget_rows.put(
        budget_rows.Accepted(
            row=rows.get(key) or new[key],
            applied_id=budgets[data["submission"]],
            lines={int(line): cents for line, cents in data["lines"].items()},
        )
        for key, data in put.items()
    )
    PlanRow.objects.bulk_create(new.values())
    PlanRow.objects.bulk_update([rows[key] for key in put if key in rows], _CHANGED)
    Budget.objects.filter(pk__in=[*spent, *(row.budget_id for row in gone if row.budget_id)]).delete()


def _set(row: PlanRow, data: Data, revision: int) -> None:
    row.submission_id, row.method, row.reason = data["submission"], data["method"], data["reason"]
    row.total_cents, row.grant_cents = data["total"], data["grant"]
    row.own_share_cents, row.other_cents = data["own_share"], data["other"]
    row.changed_by_id, row.changed_at = data["by"], datetime.fromisoformat(data["at"])
    # The plan's own number: a row that was taken away and made anew never has an older one.
    row.revision = revision


def _tell(plan: AllocationPlan, change: PlanChange, total: int) -> None:
    """The trail names no application and no sum of one: who has a conflict in it reads the trail too."""
    plan.act.facts = {  # type: ignore[attr-defined]
        "change": change.number,
        "verb": change.verb,
        "applications": len(change.after),
        "total_cents": total,
        "sha256": digest([change.before, change.after]),
    }
