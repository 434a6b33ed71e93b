"""What is proposed for one application: by line, as a percentage, as a lump sum, with its reason."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from grants.enums import BudgetKind, ConflictState
from grants.models import Budget, PlanChange, PlanRow
from grants.services import allocation, conflicts
from grants.services import withdrawal as taking_back
from sky_portal.audit.models import AuditEvent
from sky_portal.money import euros
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories
from tests.grants.services.allocation.conftest import EXAMINED, lump

WHY = "Kustannusarviota on karsittu."


def euro_sums(row):
    parts = (row.total_cents, row.own_share_cents, row.other_cents, row.grant_cents)
    return tuple(cents // 100 for cents in parts)


def lines(row):
    return [line.amount_cents // 100 for line in row.budget.lines.all()]


def applied_lines(application):
    return list(application.current_submission.budget.lines.all())


def test_the_whole_grant_needs_no_reason(plan, applications, officer):
    row = allocation.set_percent(plan, applications["Mukana"], percent=Decimal(100), actor=officer)
    assert euro_sums(row) == (100_001, 20_001, 10_000, 70_000)
    assert lines(row) == [60_001, 33_333, 6_667]
    assert [f.amount_cents for f in row.budget.other_funding.all()] == [euros(10_000)]
    assert row.budget.kind == BudgetKind.PROPOSED


def test_a_lump_sum_keeps_the_own_share_and_the_other_funding(plan, applications, officer):
    row = lump(plan, applications["Mukana"], 35_000, officer)
    assert euro_sums(row) == (50_000, 10_000, 5_000, 35_000)
    assert sum(lines(row)) == 50_000
    answered = [line.answers.amount_cents for line in row.budget.lines.select_related("answers")]
    assert answered == [euros(60_001), euros(33_333), euros(6_667)]


def test_by_line_the_grant_follows_from_what_is_accepted(plan, applications, officer):
    first, second = applied_lines(applications["Läsnä"])
    accepted = {first.pk: euros(80_000), second.pk: euros(0)}
    row = allocation.set_lines(plan, applications["Läsnä"], accepted=accepted, reason=WHY, actor=officer)
    assert euro_sums(row) == (80_000, 16_000, 0, 64_000)
    shown = allocation.by_line(plan, applications["Läsnä"])
    assert [(one.line.pk, one.accepted_cents) for one in shown] == [(first.pk, euros(80_000)), (second.pk, 0)]


def test_a_percentage_is_rounded_down_to_the_euro(plan, applications, officer):
    row = allocation.set_percent(
        plan, applications["Perillä"], percent=Decimal("33.333"), reason=WHY, actor=officer
    )
    assert row.grant_cents == euros(16_666)


@pytest.mark.parametrize("grant", [49_999, 1, 0])
def test_a_difference_needs_its_reason(plan, applications, officer, grant):
    with pytest.raises(ValidationError) as refused:
        lump(plan, applications["Perillä"], grant, officer, reason=" \n ")
    assert set(refused.value.message_dict) == {"reason"}
    assert not PlanRow.objects.exists()
    assert lump(plan, applications["Perillä"], grant, officer).reason == WHY


@pytest.mark.parametrize(
    ("grant", "message"),
    [(50_001, "enemmän kuin"), (-1, "kokonaisina euroina")],
    ids=["too much", "negative"],
)
def test_no_more_than_was_applied_for_and_no_less_than_nothing(plan, applications, officer, grant, message):
    with pytest.raises(ValidationError, match=message):
        lump(plan, applications["Perillä"], grant, officer)


def test_cents_are_not_shared_out(plan, applications, officer):
    with pytest.raises(ValidationError, match="kokonaisina euroina"):
        allocation.set_lump(plan, applications["Perillä"], grant_cents=150, reason=WHY, actor=officer)


def test_a_line_of_another_application_is_not_accepted(plan, applications, officer):
    [foreign] = applied_lines(applications["Perillä"])
    with pytest.raises(ValidationError, match="lähetetty uudelleen"):
        allocation.set_lines(
            plan, applications["Läsnä"], accepted={foreign.pk: euros(1)}, reason=WHY, actor=officer
        )


def test_a_line_gets_no_more_than_was_applied_for_on_it(plan, applications, officer):
    first, _second = applied_lines(applications["Läsnä"])
    with pytest.raises(ValidationError, match="enemmän kuin"):
        allocation.set_lines(
            plan, applications["Läsnä"], accepted={first.pk: euros(100_001)}, reason=WHY, actor=officer
        )


def test_nobody_overwrites_unknowingly(plan, applications, officer):
    first = lump(plan, applications["Läsnä"], 90_000, officer, base_revision=0)
    second = lump(plan, applications["Läsnä"], 80_000, officer, base_revision=first.revision)
    with pytest.raises(allocation.PlanConflict) as refused:
        lump(plan, applications["Läsnä"], 70_000, officer, base_revision=first.revision)
    assert refused.value.row == second
    assert refused.value.row.grant_cents == euros(80_000)


def test_a_row_made_anew_never_has_an_old_number(plan, applications, officer):
    first = lump(plan, applications["Läsnä"], 90_000, officer, base_revision=0)
    allocation.undo(plan, actor=officer)
    again = lump(plan, applications["Läsnä"], 80_000, officer, base_revision=0)
    assert again.revision > first.revision


def test_the_same_form_twice_and_the_same_sum_again_change_nothing(plan, applications, officer):
    token = uuid4()
    lump(plan, applications["Läsnä"], 90_000, officer, token=token)
    lump(plan, applications["Läsnä"], 80_000, officer)
    assert lump(plan, applications["Läsnä"], 90_000, officer, token=token).grant_cents == euros(80_000)
    lump(plan, applications["Läsnä"], 80_000, officer)
    assert PlanChange.objects.count() == 2
    assert AuditEvent.objects.filter(verb="edit_plan").count() == 2


def test_cleared_nothing_is_proposed_and_nothing_need_be_said(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    row = allocation.clear(plan, applications["Läsnä"], actor=officer)
    assert (row.method, euro_sums(row), row.budget) == ("none", (0, 0, 0, 0), None)
    assert not Budget.objects.filter(kind=BudgetKind.PROPOSED).exists()


def test_clearing_what_is_not_there_changes_nothing(plan, applications, officer):
    row = allocation.clear(plan, applications["Läsnä"], actor=officer)
    assert (row.pk, row.revision, row.grant_cents) == (None, 0, 0)
    assert not PlanChange.objects.exists()


def test_the_same_form_again_after_it_was_undone_tells_that_nothing_stands(plan, applications, officer):
    token = uuid4()
    lump(plan, applications["Läsnä"], 90_000, officer, token=token)
    allocation.undo(plan, actor=officer)
    assert lump(plan, applications["Läsnä"], 90_000, officer, token=token).pk is None
    assert not PlanRow.objects.exists()


def test_what_was_withdrawn_gets_nothing(plan, applications, officer):
    application = applications["Läsnä"]
    type(application).objects.filter(pk=application.pk).update(state="withdrawn", withdrawn_at=EXAMINED)
    with pytest.raises(ValidationError, match="ei ole käsittelyssä"):
        lump(plan, application, 10_000, officer)


def test_two_plans_have_budgets_of_their_own(call, plan, applications, officer):
    other = allocation.make_plan(call, name="Luonnos B", actor=officer)
    one, two = (lump(p, applications["Läsnä"], 90_000, officer) for p in (plan, other))
    assert {one.budget.version, two.budget.version} == {1, 2}
    lump(plan, applications["Läsnä"], 10_000, officer)
    assert PlanRow.objects.get(pk=two.pk).grant_cents == euros(90_000)


def test_who_has_asked_for_the_end_gets_nothing(plan, applications, officer, cast):
    taking_back.ask_withdrawal(applications["Läsnä"], actor=cast["signatory"])
    with pytest.raises(ValidationError, match="lopettamista"):
        lump(plan, applications["Läsnä"], 10_000, officer)
    assert lump(plan, applications["Läsnä"], 0, officer).grant_cents == 0


def test_the_trail_of_the_call_tells_of_the_act_and_of_no_application(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    event = AuditEvent.objects.get(case=plan.call.case_id, verb="edit_plan")
    told = {key: event.facts[key] for key in ("change", "verb", "applications", "total_cents")}
    assert told == {"change": 1, "verb": "set_lump", "applications": 1, "total_cents": euros(90_000)}
    assert set(event.facts) - set(told) == {"sha256"}


@pytest.mark.parametrize(
    "key", ["assessor", "decision_maker", "finance", "call_administrator", "registrar", "preparer", "visitor"]
)
def test_only_who_shares_out_sets_sums(plan, applications, cast, key):
    with pytest.raises(StepForbidden):
        lump(plan, applications["Läsnä"], 90_000, cast[key])


def test_before_it_is_declared_nothing_is_set(plan, applications, cast, providers):
    colleague = factories.make_person(plan.call.authority, "presenting_officer")
    with pytest.raises(StepForbidden):
        lump(plan, applications["Läsnä"], 90_000, colleague)
    factories.declare_free(applications["Läsnä"], colleague)
    assert lump(plan, applications["Läsnä"], 90_000, colleague).changed_by == colleague


def test_a_conflict_of_interest_closes_the_row_at_once(plan, applications, officer):
    row = lump(plan, applications["Läsnä"], 90_000, officer)
    conflicts.declare(applications["Läsnä"], state=ConflictState.CONFLICTED, actor=officer)
    for verb in (
        lambda: lump(plan, applications["Läsnä"], 1, officer),
        lambda: allocation.undo(plan, actor=officer),
    ):
        with pytest.raises(StepForbidden):
            verb()
    assert not PlanRow.objects.visible_to(officer).exists()
    assert PlanRow.objects.get() == row


def test_a_presented_plan_stands(plan, applications, officer):
    for application in applications.values():
        allocation.set_percent(plan, application, percent=Decimal(100), actor=officer)
    allocation.present(plan, actor=officer)
    with pytest.raises(StepRefused):
        lump(plan, applications["Läsnä"], 90_000, officer)
