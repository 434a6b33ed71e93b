"""A plan goes to the decision-maker: what it lacks, what it reserves, who approves it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from grants.enums import ConflictState
from grants.models import AllocationPlan, Budget, Commitment
from grants.services import allocation, conflicts
from grants.services import withdrawal as taking_back
from grants.services.allocation import ledger
from sky_portal import clock, locks
from sky_portal.audit.models import AuditEvent
from sky_portal.money import euros
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants.services.allocation.conftest import EXAMINED, lump


@pytest.fixture
def whole(plan, applications, officer):
    """The draft with a word on each application: 120,000 euros."""
    allocation.set_percent(plan, applications["Läsnä"], percent=Decimal(100), actor=officer)
    lump(plan, applications["Mukana"], 20_000, officer)
    for name in ("Perillä", "Yhdessä"):
        lump(plan, applications[name], 0, officer)
    return AllocationPlan.objects.get(pk=plan.pk)


def fresh(plan):
    return AllocationPlan.objects.get(pk=plan.pk)


def test_presented_its_sums_are_reserved(whole, officer, call):
    allocation.present(whole, base_revision=4, actor=officer)
    now = fresh(whole)
    assert (now.state, now.presented_by, now.presented_at) == ("presented", officer, EXAMINED)
    entries = Commitment.objects.order_by("amount_cents")
    assert [(e.kind, e.amount_cents, e.made_by) for e in entries] == [
        ("reserve", euros(20_000), officer),
        ("reserve", euros(100_000), officer),
    ]
    found = allocation.money(call)
    assert (found.appropriation, found.committed, found.left) == (
        euros(6_800_000),
        euros(120_000),
        euros(6_680_000),
    )
    event = AuditEvent.objects.get(verb="present")
    assert event.case == call.case
    assert event.facts == {"revision": 4, "funded": 2, "total_cents": euros(120_000)}


def test_an_application_without_a_word_is_not_forgotten(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    allocation.clear(plan, applications["Mukana"], actor=officer)
    names = ["Mukana", "Perillä", "Yhdessä"]
    assert [str(one) for one in allocation.lacking(plan, officer)] == names
    with pytest.raises(allocation.NotReady) as refused:
        allocation.present(plan, actor=officer)
    assert [str(one) for one in refused.value.missing] == names
    conflicts.declare(applications["Perillä"], state=ConflictState.CONFLICTED, actor=officer)
    with pytest.raises(allocation.NotReady) as refused:
        allocation.present(plan, actor=officer)
    assert [str(one) for one in refused.value.missing] == ["Mukana", "Yhdessä"]
    assert refused.value.hidden == 1


def test_money_for_who_has_asked_for_the_end_is_not_presented(whole, applications, officer, cast):
    taking_back.ask_withdrawal(applications["Läsnä"], actor=cast["signatory"])
    with pytest.raises(allocation.NotReady) as refused:
        allocation.present(whole, actor=officer)
    assert ([str(one) for one in refused.value.ended], refused.value.missing) == (["Läsnä"], [])
    allocation.clear(whole, applications["Läsnä"], actor=officer)
    allocation.present(whole, actor=officer)


def test_one_plan_of_a_call_is_presented(call, whole, officer):
    other = allocation.make_plan(call, name="Luonnos B", copy_of=whole, actor=officer)
    allocation.present(whole, actor=officer)
    with pytest.raises(ValidationError, match="on jo esitelty"):
        allocation.present(other, actor=officer)
    assert Commitment.objects.count() == 2


def test_a_draft_beside_a_presented_plan_has_the_same_room(call, whole, applications, officer, appropriated):
    appropriated(130_000)
    other = allocation.make_plan(call, name="Luonnos B", actor=officer)
    allocation.present(whole, actor=officer)
    assert allocation.room(other).left == euros(130_000)
    lump(other, applications["Läsnä"], 90_000, officer)
    with pytest.raises(allocation.AppropriationExceeded) as refused:
        lump(other, applications["Mukana"], 40_001, officer)
    assert (refused.value.left_cents, refused.value.wanted_cents) == (euros(40_000), euros(40_001))


def test_what_is_committed_elsewhere_is_not_there(call, whole, applications, officer, appropriated):
    appropriated(130_000)
    with locks.act():
        ledger.reserve(
            call, amounts={applications["Yhdessä"].pk: euros(20_000)}, actor=officer, at=clock.now()
        )
    with pytest.raises(allocation.AppropriationExceeded) as refused:
        allocation.present(whole, actor=officer)
    assert (refused.value.left_cents, refused.value.wanted_cents) == (euros(110_000), euros(120_000))
    assert fresh(whole).presented_at is None


@pytest.mark.parametrize("back", ["take_back", "send_back"])
def test_given_back_its_sums_are_free_and_it_is_presented_anew(call, whole, officer, cast, back):
    allocation.present(whole, actor=officer)
    if back == "take_back":
        allocation.take_back(whole, actor=officer)
    else:
        allocation.send_back(whole, reason=" Itä-Suomi puuttuu. ", actor=cast["decision_maker"])
    assert allocation.money(call).committed == 0
    assert sorted(Commitment.objects.order_by("pk").values_list("kind", "amount_cents")) == [
        ("release", euros(-100_000)),
        ("release", euros(-20_000)),
        ("reserve", euros(20_000)),
        ("reserve", euros(100_000)),
    ]
    assert fresh(whole).returned_reason == ("" if back == "take_back" else "Itä-Suomi puuttuu.")
    allocation.present(whole, actor=officer)
    assert allocation.money(call).committed == euros(120_000)
    assert fresh(whole).returned_reason == ""


def test_it_is_sent_back_with_a_reason(whole, officer, cast):
    allocation.present(whole, actor=officer)
    for reason in (" ", "x" * 4001):
        with pytest.raises(ValidationError):
            allocation.send_back(whole, reason=reason, actor=cast["decision_maker"])


def test_another_person_approves_what_they_saw(call, whole, officer, cast):
    allocation.present(whole, actor=officer)
    with pytest.raises(allocation.PlanConflict):
        allocation.approve(whole, base_revision=3, actor=cast["decision_maker"])
    allocation.approve(whole, base_revision=4, actor=cast["decision_maker"])
    now = fresh(whole)
    assert (now.state, now.approved_by) == ("approved", cast["decision_maker"])
    assert allocation.money(call).committed == euros(120_000)
    assert set(Budget.objects.filter(plan_row__plan=now).values_list("state", flat=True)) == {"frozen"}
    with pytest.raises(StepRefused):
        allocation.take_back(now, actor=officer)


def test_nobody_approves_what_they_presented_themselves(whole, officer, cast, call):
    from sky_portal.accounts.models import Membership

    both = cast["decision_maker"]
    since = clock.helsinki(2020, 1, 1).date()
    Membership.objects.create(
        user=both, organisation=call.authority, role="presenting_officer", starts_on=since
    )
    both.forget_memberships()
    allocation.present(whole, actor=both)
    with pytest.raises(StepForbidden):
        allocation.approve(whole, actor=both)


@pytest.mark.parametrize(
    "key", ["presenting_officer", "assessor", "finance", "call_administrator", "preparer"]
)
def test_only_a_decision_maker_approves_or_sends_back(whole, officer, cast, key):
    allocation.present(whole, actor=officer)
    for verb in (allocation.approve, lambda p, actor: allocation.send_back(p, reason="Ei.", actor=actor)):
        with pytest.raises(StepForbidden):
            verb(whole, actor=cast[key])


def test_money_that_comes_into_force_later_is_not_there_yet(call, appropriated):
    appropriated(130_000)
    with clock.standing_at(clock.helsinki(2021, 2, 14, 23, 59)):
        assert allocation.money(call).appropriation == 0
    with clock.standing_at(clock.helsinki(2021, 2, 15)):
        assert allocation.money(call).appropriation == euros(130_000)


def test_what_was_sent_anew_is_looked_at_again(whole, applications, officer, cast):
    application = applications["Läsnä"]
    sent = application.current_submission
    newer = Budget.objects.create(application=application, kind="applied", version=9)
    again = type(sent)(
        **{
            field.attname: getattr(sent, field.attname)
            for field in sent._meta.concrete_fields
            if field.attname not in {"id", "number", "budget_id"}
        },
        number=2,
        budget=newer,
    )
    again.save()
    type(application).objects.filter(pk=application.pk).update(current_submission=again)
    assert [str(one) for one in allocation.lacking(whole, officer)] == ["Läsnä"]
    [row] = [row for row in allocation.figures(whole, officer).rows if row.application == application]
    assert allocation.Flag.NEWER in row.flags
