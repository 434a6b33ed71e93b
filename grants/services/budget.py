"""The applied budget: saving the working copy, its sums."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from grants.budgeting import BudgetSums, sum_up
from grants.enums import BudgetKind, BudgetState
from grants.models import Application, Budget, BudgetLine, OtherFunding
from grants.rules import edits_application
from grants.services.budget_input import BudgetErrors, BudgetReader, CellError, FundingInput, LineInput
from sky_portal import clock, locks
from sky_portal.audit import services as audit

__all__ = ["BudgetConflict", "BudgetErrors", "CellError", "FundingInput", "LineInput", "save_lines", "sums"]


class BudgetConflict(Exception):
    """Somebody saved in between; nothing was saved now. `current` is what is stored."""

    def __init__(self, current: Budget) -> None:
        super().__init__(f"the budget is at revision {current.revision}")
        self.current = current


def applied(application: Application, *, with_rows: bool = False) -> Budget:
    """The applied budget's working copy: its newest version, frozen until somebody changes it.

    It knows the application it was asked of; `with_rows` brings lines and other funding along.
    """
    versions = application.budgets.filter(kind=BudgetKind.APPLIED)
    if with_rows:
        lines = BudgetLine.objects.select_related("member__organisation", "category")
        versions = versions.prefetch_related(Prefetch("lines", lines), "other_funding")
    return versions.latest("version")


def sums(budget: Budget, *, of: set[int] | None = None) -> BudgetSums:
    """The budget's sums in cents: two queries, or none when its rows were prefetched.

    `of` takes the costs of these members alone (ids).
    """
    return sum_up(
        [line for line in budget.lines.all() if of is None or line.member_id in of],
        other=[funding.amount_cents for funding in budget.other_funding.all()],
        own_share_percent=budget.application.call.own_share_percent,
    )


def save_lines(
    application: Application,
    *,
    lines: list[LineInput],
    other: list[FundingInput],
    base_revision: int,
    actor: Any,
) -> Budget:
    """Replaces the working copy's lines and other funding, all or nothing.

    Blank rows are skipped; saving what is already stored changes nothing. Raises
    PermissionDenied, BudgetErrors with every wrong cell, and BudgetConflict when the stored
    revision is no longer `base_revision`.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locks.lock(Application, pk=application.pk)
        if not edits_application.test(actor, application):
            raise PermissionDenied
        budget = locks.lock(Budget, pk=applied(application).pk)
        new_lines, new_other, after = _read(application, lines, other)
        if _same(budget, new_lines, new_other):
            return budget
        if budget.revision != base_revision:
            raise BudgetConflict(budget)
        budget = _replace(_open(budget), new_lines, new_other)
        facts = {"revision": budget.revision, "lines": len(new_lines), "total_cents": after.total}
        audit.record(application.case, verb="save_budget", thing=budget, actor=actor, at=at, facts=facts)
        return budget


def freeze(budget: Budget, *, of: set[int]) -> Budget:
    """Freezes the budget as it is sent, with the costs of these members alone (ids).

    Within the act that sends it and holds its lock. Costs of others stay in the working copy, which
    is a version of its own then: they may still answer.
    """
    lines, other = list(budget.lines.all()), list(budget.other_funding.all())
    sent, revision = budget, budget.revision
    outside = [line for line in lines if line.member_id not in of]
    if outside:
        sent = _replace(
            _open(budget), _copies(line for line in lines if line.member_id in of), _copies(other)
        )
    Budget.objects.filter(pk=sent.pk).update(state=BudgetState.FROZEN)
    if outside:
        working = _replace(_open(sent), _copies(lines), _copies(other))
        # Whoever has the budget open in a page has seen no other one.
        Budget.objects.filter(pk=working.pk).update(revision=revision)
    return sent


def _copies(rows: Iterable[Any]) -> list[Any]:
    copied = [copy(row) for row in rows]
    for row in copied:
        row.pk, row._state = None, ModelState()
    return copied


def _read(
    application: Application, lines: list[LineInput], other: list[FundingInput]
) -> tuple[list[BudgetLine], list[OtherFunding], BudgetSums]:
    reader = BudgetReader(application)
    new_lines, new_other = reader.lines(lines), reader.other(other)
    if reader.errors:
        raise BudgetErrors(reader.errors)
    after = sum_up(
        new_lines,
        other=[funding.amount_cents for funding in new_other],
        own_share_percent=application.call.own_share_percent,
    )
    if after.grant < 0:
        message = _("Own share and other public funding are together more than the total costs.")
        raise BudgetErrors([CellError("other", None, "amount", message)])
    return new_lines, new_other, after


def _same(budget: Budget, lines: list[BudgetLine], other: list[OtherFunding]) -> bool:
    stored = [_line_key(line) for line in budget.lines.all()]
    funding = [(row.granter, row.amount_cents) for row in budget.other_funding.all()]
    return stored == [_line_key(line) for line in lines] and funding == [
        (row.granter, row.amount_cents) for row in other
    ]


def _line_key(line: BudgetLine) -> tuple[Any, ...]:
    return (
        line.member_id,
        line.category_id,
        line.cost_type,
        line.year,
        line.basis,
        line.person_months,
        line.amount_cents,
    )


def _open(budget: Budget) -> Budget:
    """The budget itself while it is open, else its next version: what was sent stays as it was."""
    if Budget.objects.filter(pk=budget.pk, state=BudgetState.OPEN).exists():
        return budget
    return Budget.objects.create(
        application_id=budget.application_id,
        kind=budget.kind,
        version=budget.version + 1,
        revision=budget.revision,
    )


def _replace(budget: Budget, lines: list[BudgetLine], other: list[OtherFunding]) -> Budget:
    budget.lines.all().delete()
    budget.other_funding.all().delete()
    for place, line in enumerate(lines):
        line.budget, line.place = budget, place
    for funding in other:
        funding.budget = budget
    BudgetLine.objects.bulk_create(lines)
    OtherFunding.objects.bulk_create(other)
    budget.revision += 1
    budget.save(update_fields=["revision"])
    return budget
