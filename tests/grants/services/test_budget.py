"""Saving the applied budget."""

import pytest
from django.core.exceptions import PermissionDenied

from grants.enums import BudgetState
from grants.models import Budget
from grants.services import budget as budgets
from grants.services import submission as submissions
from grants.services.budget import BudgetConflict, BudgetErrors, FundingInput, LineInput
from sky_portal.audit.models import AuditEvent
from tests.grants import factories

pytestmark = pytest.mark.django_db


def save(application, *lines, actor, other=(), base=0):
    return budgets.save_lines(
        application, lines=list(lines), other=list(other), base_revision=base, actor=actor
    )


def errors(application, *lines, actor, other=()):
    with pytest.raises(BudgetErrors) as refused:
        save(application, *lines, actor=actor, other=other)
    assert not budgets.applied(application).lines.exists()
    return [(e.table, e.row, e.field) for e in refused.value.errors]


def test_lines_and_other_funding_are_saved_with_their_sums(draft, cast):
    line = factories.line
    budget = save(
        draft,
        line(draft, "28 500"),
        line(draft, 6200, cost_type="operating", year=2022, person_months="", basis="Matkat"),
        actor=cast["preparer"],
        other=[FundingInput("Kuopion kaupunki", "1 000 €")],
    )
    found = budgets.sums(budget)
    assert (found.total, found.own_share, found.other, found.grant) == (
        34_700_00,
        6_940_00,
        1_000_00,
        26_760_00,
    )
    assert found.by_type == {"pay": 28_500_00, "operating": 6_200_00}
    assert budget.revision == 1
    event = AuditEvent.objects.get(case=draft.case, verb="save_budget")
    parts = [str(draft.pilot.members.get().pk), "other"]
    assert event.facts == {"revision": 1, "lines": 2, "total_cents": 34_700_00, "parts": parts}


def test_blank_rows_are_skipped_and_the_same_rows_again_change_nothing(draft, cast):
    rows = [LineInput(), factories.line(draft), LineInput(year="2021", cost_type="pay")]
    budget = save(draft, *rows, actor=cast["preparer"], other=[FundingInput()])
    assert budget.lines.count() == 1
    again = save(draft, *rows, actor=cast["preparer"])
    assert again.revision == 1
    assert AuditEvent.objects.filter(verb="save_budget").count() == 1


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"amount": "-93 600"}, "amount"),
        ({"amount": "−1"}, "amount"),
        ({"amount": "paljon"}, "amount"),
        ({"amount": "1e5"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "12,50"}, "amount"),
        ({"amount": "28.500"}, "amount"),
        ({"amount": "1" + "0" * 11}, "amount"),
        ({"amount": "9" * 400}, "amount"),
        ({"year": "2020"}, "year"),
        ({"year": "2024"}, "year"),
        ({"year": "²021"}, "year"),
        ({"year": ""}, "year"),
        ({"cost_type": "gift"}, "cost_type"),
        ({"member": "999999999"}, "member"),
        ({"member": ""}, "member"),
        ({"category": "x"}, "category"),
        ({"basis": "   "}, "basis"),
        ({"basis": "x" * 201}, "basis"),
        ({"person_months": "-1"}, "person_months"),
        ({"person_months": "2,55"}, "person_months"),
        ({"person_months": "paljon"}, "person_months"),
        ({"person_months": "100000"}, "person_months"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_saved(draft, cast, cells, field):
    wrong = factories.line(draft, **cells)
    assert errors(draft, factories.line(draft), wrong, actor=cast["preparer"]) == [("lines", 1, field)]


def test_all_wrong_cells_are_named_at_once(draft, cast):
    found = errors(
        draft,
        factories.line(draft, "-1", year="1999"),
        factories.line(draft, basis=""),
        actor=cast["preparer"],
        other=[FundingInput("", "x")],
    )
    assert found == [
        ("lines", 0, "year"),
        ("lines", 0, "amount"),
        ("lines", 1, "basis"),
        ("other", 0, "granter"),
        ("other", 0, "amount"),
    ]


def test_a_category_says_which_types_it_takes(draft, cast):
    hours = draft.call.cost_categories.get(number=3)
    line = factories.line(draft, category=hours, cost_type="operating")
    assert errors(draft, line, actor=cast["preparer"]) == [("lines", 0, "cost_type")]
    assert save(draft, factories.line(draft, category=hours), actor=cast["preparer"]).revision == 1


def test_strangers_members_and_categories_are_refused(draft, call, cast, providers):
    other = factories.start(call, organisation=providers["vaasa"], actor=cast["outsider"], name="Toinen")
    stranger = other.pilot.members.get()
    found = errors(draft, factories.line(draft, member=stranger), actor=cast["preparer"])
    assert found == [("lines", 0, "member")]


def test_a_member_that_left_has_no_costs(draft, cast, providers):
    from pilots.services import leave_member

    [member] = factories.join(draft, providers["lapinlahti"], actor=cast["preparer"])
    save(draft, factories.line(draft, member=member), actor=cast["preparer"])
    leave_member(member, actor=cast["participant"])
    with pytest.raises(BudgetErrors):
        save(draft, factories.line(draft, "1", member=member), actor=cast["preparer"], base=1)
    assert "budget" in {lack.section for lack in submissions.missing(draft)}


def test_other_funding_leaves_a_grant_to_apply_for(draft, cast):
    other = [FundingInput("Kuopio", "22 801")]
    found = errors(draft, factories.line(draft, "28 500"), actor=cast["preparer"], other=other)
    assert found == [("other", None, "amount")]
    other = [FundingInput("Kuopio", "22 800")]
    budget = save(draft, factories.line(draft, "28 500"), actor=cast["preparer"], other=other)
    assert budgets.sums(budget).grant == 0


def test_a_budget_has_at_most_five_hundred_lines(draft, cast):
    line = factories.line(draft, "1")
    assert errors(draft, *[line] * 501, actor=cast["preparer"]) == [("lines", None, "")]
    assert save(draft, *[line] * 500, actor=cast["preparer"]).lines.count() == 500


def test_a_save_over_a_newer_revision_is_a_conflict_that_shows_it(draft, cast):
    save(draft, factories.line(draft, "100"), actor=cast["preparer"])
    with pytest.raises(BudgetConflict) as conflict:
        save(draft, factories.line(draft, "200"), actor=cast["signatory"], base=0)
    assert [line.amount_cents for line in conflict.value.current.lines.all()] == [100_00]
    assert save(draft, factories.line(draft, "200"), actor=cast["signatory"], base=1).revision == 2


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer"])
def test_strangers_save_nothing(draft, cast, who):
    with pytest.raises(PermissionDenied):
        save(draft, factories.line(draft), actor=cast[who])


def test_what_was_sent_stays_frozen_while_a_working_copy_is_edited(ready, cast):
    submission = submissions.submit(ready, actor=cast["signatory"])
    factories.save_budget(ready, factories.line(ready, "99 000"), actor=cast["preparer"])
    versions = Budget.objects.filter(application=ready).order_by("version")
    assert list(versions.values_list("version", "state")) == [(1, BudgetState.FROZEN), (2, BudgetState.OPEN)]
    assert submission.budget == versions[0]
    assert [line.amount_cents for line in versions[0].lines.all()] == [28_500_00]
    assert budgets.sums(budgets.applied(ready)).total == 99_000_00
    factories.save_budget(ready, factories.line(ready, "98 000"), actor=cast["preparer"])
    assert versions.count() == 2


@pytest.mark.parametrize("count", [1, 3, 60])
def test_saving_takes_as_many_queries_for_sixty_lines_as_for_one(
    draft, cast, count, django_assert_max_num_queries
):
    lines = [factories.line(draft, "100", basis=f"Rivi {n}") for n in range(count)]
    with django_assert_max_num_queries(27):
        save(draft, *lines, actor=cast["preparer"])
