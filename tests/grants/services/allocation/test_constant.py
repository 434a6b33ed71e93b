"""However many applications there are: the acts on the whole plan ask as many questions."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.models import AllocationPlan
from grants.services import allocation
from grants.services.eligibility import rule_on_eligibility
from tests.grants.services.allocation.conftest import make_scored


def acts(call, officer, name):
    """What is done to a whole plan, by name, in its order."""
    plan = allocation.make_plan(call, name=name, actor=officer)
    cut = {"rule": "same_cut", "actor": officer}
    yield "fill", lambda: allocation.apply_rule(plan, parameters={"above": 0, "percent": 50}, **cut)
    yield "fill anew", lambda: allocation.apply_rule(plan, parameters={"above": 0, "percent": 40}, **cut)
    yield "preview", lambda: allocation.preview(plan, parameters={"above": 0}, **cut)
    yield "undo", lambda: allocation.undo(plan, actor=officer)
    yield "redo", lambda: allocation.redo(plan, actor=officer)
    yield "copy", lambda: allocation.make_plan(call, name=f"{name} 2", copy_of=plan, actor=officer)
    yield "compare", lambda: allocation.compare(plan, AllocationPlan.objects.latest("pk"), officer)
    yield "history", lambda: allocation.history(plan, officer)
    yield "read", lambda: allocation.mark_read(plan, officer, revision=0)
    yield "since", lambda: allocation.changed_since(plan, officer)
    yield "lacking", lambda: allocation.lacking(plan, officer)
    yield "present", lambda: allocation.present(plan, actor=officer)
    yield "take back", lambda: allocation.take_back(plan, actor=officer)


def counted(call, officer, name):
    counts = {}
    for act, verb in acts(call, officer, name):
        with CaptureQueriesContext(connection) as asked:
            verb()
        counts[act] = len(asked)
    return counts


@pytest.fixture
def add(call, cast, providers, examined, officer):
    """Adds an application that meets the condition."""

    def make(name):
        made = make_scored(call, cast, providers["iisalmi"], name)
        rule_on_eligibility(made, eligible=True, reason="Täyttyy.", actor=officer)
        return made

    return make


def test_three_applications_ask_no_more_than_one(call, officer, add):
    add("Mukana")
    counted(call, officer, "warm")
    one = counted(call, officer, "A")
    add("Läsnä")
    add("Perillä")
    assert counted(call, officer, "B") == one


def test_each_act_really_touches_all(call, officer, add):
    for name in ("Mukana", "Läsnä", "Perillä"):
        add(name)
    plan = allocation.make_plan(call, name="A", actor=officer)
    change = allocation.apply_rule(
        plan, rule="same_cut", parameters={"above": 0, "percent": Decimal(50)}, actor=officer
    )
    assert len(change.after) == 3
