"""The applied budget: saving the working copy, its sums."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from grants.budgeting import BudgetSums, sum_up
from grants.enums import BudgetKind, BudgetState
from grants.models import Application, Budget, BudgetLine, OtherFunding
from grants.services.budget_input import (
    MAX_LINES,
    BudgetErrors,
    BudgetReader,
    CellError,
    FundingInput,
    LineInput,
    line_key,
    too_many_lines,
)
from grants.services.budget_parts import OTHER, Collision, Merged, Rows, Scope, marks, merge, scope_of
from grants.services.pay_cap import PayWarning, pay_warnings
from sky_portal import clock, locks
from sky_portal.audit import services as audit

__all__ = [
    "OTHER",
    "BudgetConflict",
    "BudgetErrors",
    "CellError",
    "FundingInput",
    "LineInput",
    "PayWarning",
    "Scope",
    "pay_warnings",
    "save_lines",
    "scope_of",
    "seen_in",
    "sums",
]
# The mark of nothing at all: who brings it has not seen what is stored.
UNSEEN = ""


class BudgetConflict(Exception):
    """Somebody saved in between what is changed here too; nothing was saved now.

    `current` is what is stored, `parts` what both have changed: ids of members as text, or OTHER.
    """

    def __init__(self, current: Budget, parts: set[str]) -> None:
        super().__init__(f"the budget is at revision {current.revision}")
        self.current, self.parts = current, parts


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
    actor: Any,
    seen: Mapping[str, str] | None = None,
    base_revision: int | None = None,
) -> Budget:
    """Saves what the actor changed in the working copy, all or nothing; the rest stays as it is stored.

    `seen` are the marks (`seen_in`) of the budget as its writer saw it; in their place `base_revision`
    says that nobody has saved since. Blank rows are skipped; saving what is already stored changes
    nothing. Raises PermissionDenied, BudgetErrors with every wrong cell (another member's line is
    one), and BudgetConflict when somebody else has changed the same part.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locks.lock(Application, pk=application.pk)
        scope = scope_of(actor, application)
        if not scope:
            raise PermissionDenied
        budget = locks.lock(Budget, pk=applied(application).pk)
        stored = rows_of(budget)
        typed = _read(application, scope, stored, lines, other)
        if seen is None:
            fresh = budget.revision == base_revision
            seen = marks(stored) if fresh else dict.fromkeys({*marks(stored), *marks(typed)}, UNSEEN)
        (new, changed), after = _merged(budget, scope, typed, stored, seen)
        if not changed:
            return budget
        budget = _replace(_open(budget), _copies(new.lines), _copies(new.other))
        facts = {
            "revision": budget.revision,
            "lines": len(new.lines),
            "total_cents": after.total,
            "parts": sorted(changed),
        }
        audit.record(application.case, verb="save_budget", thing=budget, actor=actor, at=at, facts=facts)
        return budget


def rows_of(budget: Budget) -> Rows:
    """The budget's rows: two queries, or none when they were prefetched."""
    return Rows(list(budget.lines.all()), list(budget.other_funding.all()))


def seen_in(budget: Budget) -> dict[str, str]:
    """What a page made from this budget says back, so that its writer overwrites nobody unknowingly."""
    return marks(rows_of(budget))


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
    application: Application,
    scope: Scope,
    stored: Rows,
    lines: list[LineInput],
    other: list[FundingInput],
) -> Rows:
    kept = frozenset(line_key(line) for line in stored.lines)
    reader = BudgetReader(application, own=None if scope.whole else scope.members, kept=kept)
    typed = Rows(reader.lines(lines), reader.other(other))
    if reader.errors:
        raise BudgetErrors(reader.errors)
    return typed


def _merged(
    budget: Budget, scope: Scope, typed: Rows, stored: Rows, seen: Mapping[str, str]
) -> tuple[Merged, BudgetSums]:
    try:
        new, changed = merge(typed, stored, seen, scope)
    except Collision as collision:
        raise BudgetConflict(budget, collision.parts) from None
    if len(new.lines) > MAX_LINES:
        raise BudgetErrors([too_many_lines()])
    after = sum_up(
        new.lines,
        other=[funding.amount_cents for funding in new.other],
        own_share_percent=budget.application.call.own_share_percent,
    )
    # A member cannot mend what the coordinator entered: it is said before sending.
    if scope.whole and changed and after.grant < 0:
        message = _("Own share and other public funding are together more than the total costs.")
        raise BudgetErrors([CellError("other", None, "amount", message)])
    return Merged(new, changed), after


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
