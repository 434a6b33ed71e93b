"""Undoing and doing again: each a change of its own, nothing of the trail goes away."""

from decimal import Decimal
from uuid import uuid4

import pytest

from grants.enums import ConflictState
from grants.models import PlanChange, PlanRow
from grants.services import allocation, conflicts
from sky_portal.money import euros
from tests.grants import factories
from tests.grants.services.allocation.conftest import lump


def grants(plan):
    found = PlanRow.objects.filter(plan=plan).order_by("application_id")
    return [(str(row.application), row.grant_cents // 100) for row in found]


def test_undone_it_stands_as_before_and_done_again_as_after(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    row = lump(plan, applications["Läsnä"], 80_000, officer, reason="Toisin.")
    allocation.undo(plan, actor=officer)
    row.refresh_from_db()
    assert (row.grant_cents, row.reason) == (euros(90_000), "Kustannusarviota on karsittu.")
    assert sum(line.amount_cents for line in row.budget.lines.all()) == row.total_cents
    allocation.undo(plan, actor=officer)
    assert grants(plan) == []
    allocation.redo(plan, actor=officer)
    allocation.redo(plan, actor=officer)
    assert grants(plan) == [("Läsnä", 80_000)]
    assert PlanChange.objects.count() == 6


def test_done_again_it_can_be_undone_again(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    for _ in range(3):
        allocation.undo(plan, actor=officer)
        assert grants(plan) == []
        allocation.redo(plan, actor=officer)
        assert grants(plan) == [("Läsnä", 90_000)]


def test_a_new_change_ends_what_could_be_done_again(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    allocation.undo(plan, actor=officer)
    assert allocation.redoable(plan) is not None
    lump(plan, applications["Mukana"], 60_000, officer)
    assert allocation.redoable(plan) is None
    with pytest.raises(allocation.NothingToUndo):
        allocation.redo(plan, actor=officer)
    assert allocation.undoable(plan).number == 3


def test_there_may_be_nothing_to_undo(plan, officer):
    assert allocation.undoable(plan) is None
    with pytest.raises(allocation.NothingToUndo):
        allocation.undo(plan, actor=officer)


def test_a_rule_is_undone_whole(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    allocation.apply_rule(plan, rule="same_cut", parameters={"above": 1, "percent": 10}, actor=officer)
    assert len(grants(plan)) == 4
    allocation.undo(plan, actor=officer)
    assert grants(plan) == [("Läsnä", 90_000)]


def test_only_what_the_page_offered_is_undone_and_once(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    lump(plan, applications["Mukana"], 60_000, officer)
    with pytest.raises(allocation.PlanConflict):
        allocation.undo(plan, seen=1, actor=officer)
    token = uuid4()
    first = allocation.undo(plan, seen=2, actor=officer, token=token)
    assert allocation.undo(plan, seen=2, actor=officer, token=token) == first
    assert grants(plan) == [("Läsnä", 90_000)]


def test_what_a_copy_brought_along_is_not_undone(call, plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    copied = allocation.make_plan(call, name="Kopio", copy_of=plan, actor=officer)
    assert grants(copied) == [("Läsnä", 90_000)]
    assert allocation.undoable(copied) is None


def test_undoing_never_exceeds_the_appropriation(plan, applications, officer, appropriated):
    lump(plan, applications["Läsnä"], 90_000, officer)
    lump(plan, applications["Läsnä"], 10_000, officer)
    appropriated(50_000)
    with pytest.raises(allocation.AppropriationExceeded) as refused:
        allocation.undo(plan, actor=officer)
    assert (refused.value.left_cents, refused.value.wanted_cents) == (euros(50_000), euros(90_000))
    assert grants(plan) == [("Läsnä", 10_000)]


def test_the_history_names_nothing_that_is_closed(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    allocation.set_percent(plan, applications["Mukana"], percent=Decimal(100), actor=officer)
    conflicts.declare(applications["Läsnä"], state=ConflictState.CONFLICTED, actor=officer)
    told = allocation.history(plan, officer)
    assert [change.number for change in told] == [2]
    assert allocation.undoable(plan, officer).number == 2
    colleague = factories.make_person(plan.call.authority, "presenting_officer")
    assert [change.number for change in allocation.history(plan, colleague)] == [2, 1]
    assert allocation.undoable(plan, colleague) is None
