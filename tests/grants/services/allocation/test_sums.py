"""Σ lines = Σ members = the row, Σ rows = the plan, never more than there is: over random edits."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.budgeting import sum_up
from grants.models import AllocationPlan, BudgetLine, PlanChange, PlanRow
from grants.services import allocation
from grants.services.allocation.changes import rows_as_data
from sky_portal.money import CENTS, euros, own_share
from tests.grants.services.allocation.conftest import APPLIED

ROOM = 180_000
NAMES = st.sampled_from(sorted(APPLIED))
WHY = "Syy."
REFUSALS = (allocation.AppropriationExceeded, allocation.NothingToUndo, ValidationError)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("lump"), NAMES, st.integers(0, 110_000)),
        st.tuples(st.just("percent"), NAMES, st.decimals(0, 100, places=2)),
        st.tuples(st.just("lines"), NAMES, st.lists(st.integers(0, 100_000), min_size=1, max_size=3)),
        st.tuples(st.just("clear"), NAMES, st.none()),
        st.tuples(st.just("order"), st.none(), st.booleans()),
        st.tuples(st.just("cut"), st.none(), st.decimals(0, 100, places=1)),
        st.tuples(st.just("floor"), st.none(), st.integers(0, 200_000)),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("redo"), st.none(), st.none()),
    ),
    min_size=1,
    max_size=8,
)


class World:
    """The plan under edits of any kind."""

    def __init__(self, plan, applications, officer):
        self.plan, self.applications, self.officer = plan, applications, officer

    def edit(self, kind, name, value):
        """One edit; what the portal refuses leaves everything as it was."""
        before = self.state()
        try:
            getattr(self, kind)(self.applications.get(name), value)
        except REFUSALS:
            assert self.state() == before
            return False
        return True

    def lump(self, application, value):
        self._set(allocation.set_lump, application, grant_cents=euros(value))

    def percent(self, application, value):
        self._set(allocation.set_percent, application, percent=value)

    def lines(self, application, value):
        applied = application.current_submission.budget.lines.all()
        accepted = {
            line.pk: min(euros(amount), line.amount_cents)
            for line, amount in zip(applied, value, strict=False)
        }
        self._set(allocation.set_lines, application, accepted=accepted)

    def clear(self, application, value):
        allocation.clear(self.plan, application, actor=self.officer)

    def order(self, application, value):
        self._apply("in_order", rest=value)

    def cut(self, application, value):
        self._apply("same_cut", above="4", percent=value)

    def floor(self, application, value):
        self._apply("region_floor", euros=value)

    def undo(self, application, value):
        allocation.undo(self.plan, actor=self.officer)

    def redo(self, application, value):
        allocation.redo(self.plan, actor=self.officer)

    def _set(self, verb, application, **value):
        verb(self.plan, application, reason=WHY, actor=self.officer, **value)

    def _apply(self, rule, **parameters):
        allocation.apply_rule(self.plan, rule=rule, parameters=parameters, actor=self.officer)

    def state(self):
        """What the plan says, without who said it when."""
        rows = rows_as_data(PlanRow.objects.filter(plan=self.plan).order_by("pk"))
        return {key: {**data, "at": None} for key, data in rows.items()}

    def check(self):
        rows = PlanRow.objects.filter(plan=self.plan).select_related("budget", "submission").order_by("pk")
        for row in rows:
            self._check_row(row)
        total = sum(row.grant_cents for row in rows)
        found = allocation.figures(self.plan, self.officer)
        assert total == found.total_cents == found.proposed_cents <= euros(ROOM)
        for groups in (found.by_region, found.by_language, found.by_size):
            assert sum(group.proposed_cents for group in groups) == total
        assert AllocationPlan.objects.get(pk=self.plan.pk).revision == PlanChange.objects.count()

    def _check_row(self, row):
        lines = list(row.budget.lines.select_related("answers")) if row.budget else []
        others = [one.amount_cents for one in row.budget.other_funding.all()] if row.budget else []
        percent = self.plan.call.own_share_percent
        sums = sum_up(lines, other=others, own_share_percent=percent)
        # What the rest of the house reckons from the lines is what the row says.
        assert (sums.total, sums.own_share, sums.other, sums.grant) == (
            row.total_cents,
            row.own_share_cents,
            row.other_cents,
            row.grant_cents,
        )
        assert sum(sums.by_member.values()) == sum(sums.by_category.values()) == row.total_cents
        assert row.own_share_cents == own_share(row.total_cents, percent)
        sent = row.submission
        assert (
            abs(row.grant_cents * sent.total_cents - sent.grant_cents * row.total_cents)
            < 2 * CENTS * sent.total_cents
        )
        assert all(0 <= line.amount_cents <= line.answers.amount_cents for line in lines)
        assert row.reason or row.grant_cents in (0, sent.grant_cents)


@pytest.fixture
def world(plan, applications, officer, appropriated):
    """Two thirds of what is asked for can be given."""
    appropriated(ROOM)
    return World(plan, applications, officer)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits=EDITS)
def test_the_sums_hold_after_every_edit_and_undoing_all_leaves_nothing(world, edits):
    with transaction.atomic():
        states = [world.state()]
        for edit in edits:
            if world.edit(*edit):
                world.check()
                states.append(world.state())
        last = world.state()
        undone = 0
        while allocation.undoable(world.plan):
            allocation.undo(world.plan, actor=world.officer)
            assert world.state() in states
            undone += 1
        assert world.state() == {}
        assert not BudgetLine.objects.filter(budget__kind="proposed").exists()
        for _ in range(undone):
            allocation.redo(world.plan, actor=world.officer)
        assert world.state() == last
        world.check()
        transaction.set_rollback(True)


def test_the_wrong_sums_would_be_seen(world):
    """The check itself fails on a line that does not add up."""
    world.edit("percent", "Mukana", Decimal(50))
    world.check()
    BudgetLine.objects.filter(budget__kind="proposed").update(amount_cents=euros(1))
    with pytest.raises(AssertionError):
        world.check()
