"""Plans side by side, and what has changed in one since it was read."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from grants.enums import ConflictState
from grants.models import AllocationPlan, PlanRow
from grants.services import allocation, conflicts
from sky_portal.audit.models import AuditEvent
from sky_portal.money import euros
from sky_portal.workflow import StepForbidden
from tests.grants.services.allocation.conftest import EXAMINED, lump


def test_a_plan_is_made_once_and_told_of(call, officer, examined):
    token = uuid4()
    made = [allocation.make_plan(call, name=" Luonnos  A ", token=token, actor=officer) for _ in range(2)]
    assert made[0] == made[1] == AllocationPlan.objects.get()
    assert (made[0].name, made[0].made_by, made[0].made_at) == ("Luonnos A", officer, EXAMINED)
    event = AuditEvent.objects.get(verb="make_plan")
    assert (event.case, event.target, event.facts) == (
        call.case,
        "draft",
        {"plan": made[0].pk, "copied_from": None},
    )


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "LUONNOS a"], ids=["none", "blank", "long", "taken"])
def test_a_plan_has_a_name_of_its_own(plan, officer, name):
    with pytest.raises(ValidationError) as refused:
        allocation.make_plan(plan.call, name=name, actor=officer)
    assert set(refused.value.message_dict) == {"name"}
    other = allocation.make_plan(plan.call, name="B", actor=officer)
    with pytest.raises(ValidationError):
        allocation.describe(other, name=name, note="", actor=officer)


def test_a_note_too_long_is_refused(call, officer, examined):
    with pytest.raises(ValidationError) as refused:
        allocation.make_plan(call, name="A", note="x" * 4001, actor=officer)
    assert set(refused.value.message_dict) == {"note"}


def test_a_plan_is_described_anew(plan, officer, cast):
    allocation.describe(plan, name="Luonnos A", note=" Kaikille vähän. ", actor=officer)
    allocation.describe(plan, name="Luonnos A", note="Kaikille vähän.", actor=officer)
    assert AllocationPlan.objects.get().note == "Kaikille vähän."
    [event] = AuditEvent.objects.filter(verb="edit_plan").order_by("seq")
    assert event.facts == {"verb": "describe", "fields": ["note"]}
    with pytest.raises(StepForbidden):
        allocation.describe(plan, name="B", note="", actor=cast["decision_maker"])


@pytest.mark.parametrize("key", ["assessor", "decision_maker", "call_administrator", "preparer", "visitor"])
def test_only_who_shares_out_makes_plans(call, cast, key):
    with pytest.raises(PermissionDenied):
        allocation.make_plan(call, name="A", actor=cast[key])


def test_a_call_without_money_shares_none_out(call, officer):
    type(call).objects.filter(pk=call.pk).update(shares_money=False)
    with pytest.raises(ValidationError, match="ei jaeta rahaa"):
        allocation.make_plan(call, name="A", actor=officer)


def test_a_copy_has_the_rows_and_says_who_set_them(call, plan, applications, officer):
    lump(plan, applications["Mukana"], 30_000, officer)
    conflicts.declare(applications["Mukana"], state=ConflictState.CONFLICTED, actor=officer)
    other = allocation.make_plan(call, name="B", copy_of=plan, actor=officer)
    one, two = PlanRow.objects.order_by("plan__made_at", "pk")
    assert (two.plan, two.grant_cents, two.reason) == (other, one.grant_cents, one.reason)
    assert two.budget != one.budget
    assert sum(line.amount_cents for line in two.budget.lines.all()) == two.total_cents
    assert other.copied_from == plan
    assert allocation.figures(other, officer).unseen_cents == euros(30_000)
    assert allocation.copyable(call, officer) == [plan, other]


def test_the_decision_maker_sees_only_what_has_been_presented(plan, applications, officer, cast):
    for application in applications.values():
        lump(plan, application, 0, officer)
    assert allocation.copyable(plan.call, cast["decision_maker"]) == []
    with pytest.raises(PermissionDenied):
        allocation.mark_read(plan, cast["decision_maker"])
    allocation.present(plan, actor=officer)
    assert allocation.copyable(plan.call, cast["decision_maker"]) == [plan]


def test_what_has_changed_since_it_was_read(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    assert allocation.changed_since(plan, officer).read_at is None
    allocation.mark_read(plan, officer)
    assert allocation.changed_since(plan, officer).moved == []
    lump(plan, applications["Läsnä"], 80_000, officer)
    lump(plan, applications["Läsnä"], 70_000, officer, reason="Toisin.")
    lump(plan, applications["Mukana"], 10_000, officer)
    lump(plan, applications["Perillä"], 5_000, officer)
    allocation.undo(plan, actor=officer)
    found = allocation.changed_since(plan, officer)
    assert [(str(m.application), m.before_cents, m.after_cents, m.reason) for m in found.moved] == [
        ("Läsnä", euros(90_000), euros(70_000), "Toisin."),
        ("Mukana", None, euros(10_000), "Kustannusarviota on karsittu."),
    ]
    assert (found.read_at, found.total_before_cents, found.total_after_cents) == (
        EXAMINED,
        euros(90_000),
        euros(80_000),
    )


def test_reading_goes_no_way_back_and_a_conflict_closes_what_changed(plan, applications, officer):
    allocation.mark_read(plan, officer)
    lump(plan, applications["Läsnä"], 90_000, officer)
    lump(plan, applications["Mukana"], 10_000, officer)
    allocation.mark_read(plan, officer, revision=1)
    allocation.mark_read(plan, officer, revision=0)
    assert [str(m.application) for m in allocation.changed_since(plan, officer).moved] == ["Mukana"]
    conflicts.declare(applications["Mukana"], state=ConflictState.CONFLICTED, actor=officer)
    found = allocation.changed_since(plan, officer)
    assert (found.moved, found.total_before_cents, found.total_after_cents) == (
        [],
        euros(90_000),
        euros(100_000),
    )
