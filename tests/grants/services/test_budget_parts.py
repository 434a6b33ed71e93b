"""Four municipalities write one budget: who writes what, and when two of them are in each other's way."""

import pytest
from django.core.exceptions import PermissionDenied

from grants.models import PartAssignment
from grants.parts import BUDGET
from grants.services import budget as budgets
from grants.services.budget import OTHER, BudgetConflict, BudgetErrors, FundingInput, Scope
from pilots.enums import MemberState
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from tests.grants import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def members(draft, cast, providers):
    """Iisalmi coordinates; Lapinlahti and Siilinjärvi have confirmed."""
    others = factories.join(draft, providers["lapinlahti"], providers["siilinjarvi"], actor=cast["preparer"])
    return [draft.pilot.members.get(state=MemberState.LEADING), *others]


@pytest.fixture
def written(draft, cast, members):
    """One line of each, in their order."""
    factories.save_budget(draft, *rows(draft, members, 100, 200, 300), actor=cast["preparer"])
    return draft


def rows(draft, members, *euros):
    return [
        factories.line(draft, str(amount), member=member, basis=f"Rivi {member.pk}")
        for member, amount in zip(members, euros, strict=True)
    ]


def save(draft, *lines, actor, seen, other=()):
    return budgets.save_lines(draft, lines=list(lines), other=list(other), seen=seen, actor=actor)


def seen(draft):
    return budgets.seen_in(budgets.applied(draft))


def stored(draft):
    """(member, euros) of every line, in order."""
    lines = budgets.applied(draft).lines.all()
    return [(line.member_id, line.amount_cents // 100) for line in lines]


def other_of(draft):
    return list(budgets.applied(draft).other_funding.values_list("granter", "amount_cents"))


def test_two_members_save_at_the_same_time_without_a_conflict(written, members, cast):
    coordinator, lapinlahti, siilinjarvi = members
    page = seen(written)
    save(written, *rows(written, [lapinlahti], 250), actor=cast["participant"], seen=page)
    person = signatory_of(siilinjarvi)
    save(written, *rows(written, [siilinjarvi], 350), actor=person, seen=page)
    save(written, *rows(written, members, 150, 200, 300), actor=cast["preparer"], seen=page)
    assert stored(written) == [(coordinator.pk, 150), (lapinlahti.pk, 250), (siilinjarvi.pk, 350)]
    assert budgets.applied(written).revision == 4
    parts = [e.facts["parts"] for e in AuditEvent.objects.filter(verb="save_budget").order_by("seq")][1:]
    assert parts == [[str(lapinlahti.pk)], [str(siilinjarvi.pk)], [str(coordinator.pk)]]


def signatory_of(member):
    return member.answered_by


def test_the_same_part_changed_by_both_is_a_conflict_that_changes_nothing(written, members, cast):
    page = seen(written)
    save(written, *rows(written, members[1:2], 250), actor=cast["participant"], seen=page)
    with pytest.raises(BudgetConflict) as conflict:
        save(written, *rows(written, members, 150, 222, 300), actor=cast["preparer"], seen=page)
    assert conflict.value.parts == {str(members[1].pk)}
    assert [euros for _, euros in stored(written)] == [100, 250, 300]


def test_the_same_change_by_both_is_none(written, members, cast):
    page = seen(written)
    save(written, *rows(written, members[1:2], 250), actor=cast["participant"], seen=page)
    again = save(written, *rows(written, members, 100, 250, 300), actor=cast["preparer"], seen=page)
    assert again.revision == 2


def test_lines_taken_away_by_one_and_changed_by_the_other_are_a_conflict(written, members, cast):
    page = seen(written)
    save(written, actor=cast["participant"], seen=page)
    assert [euros for _, euros in stored(written)] == [100, 300]
    with pytest.raises(BudgetConflict):
        save(written, *rows(written, members, 100, 222, 300), actor=cast["preparer"], seen=page)
    # Who has not touched them loses them without a question, as is right.
    save(written, *rows(written, members, 101, 200, 300), actor=cast["preparer"], seen=page)
    assert [euros for _, euros in stored(written)] == [101, 300]


def test_other_funding_is_a_part_of_its_own(written, members, cast):
    page = seen(written)
    lines = rows(written, members, 100, 200, 300)
    save(written, *lines, actor=cast["preparer"], seen=page, other=[FundingInput("Kuopio", "10")])
    save(written, *rows(written, members, 111, 200, 300), actor=cast["signatory"], seen=page)
    assert other_of(written) == [("Kuopio", 1_000)]
    assert stored(written)[0][1] == 111
    with pytest.raises(BudgetConflict) as conflict:
        save(written, *lines, actor=cast["signatory"], seen=page, other=[FundingInput("Kuopio", "20")])
    assert conflict.value.parts == {OTHER}


def test_new_lines_stand_after_their_member_s_last(written, members, cast):
    two = [*rows(written, members[1:2], 200), *rows(written, members[1:2], 201)]
    save(written, *two, actor=cast["participant"], seen=seen(written))
    assert [euros for _, euros in stored(written)] == [100, 200, 201, 300]
    # The coordinator's page gives its own order.
    order = [members[2], members[0], members[1], members[1], members[0]]
    save(written, *rows(written, order, 300, 100, 200, 201, 102), actor=cast["preparer"], seen=seen(written))
    assert [euros for _, euros in stored(written)] == [300, 100, 200, 201, 102]


@pytest.mark.parametrize("what", ["another's", "moved", "the coordinator's"])
def test_a_member_s_writer_touches_no_line_of_another(written, members, cast, what):
    before = stored(written)
    mine = rows(written, members[1:2], 200)
    attack = {
        "another's": [*mine, *rows(written, members[2:], 999)],
        "moved": rows(written, members[2:], 200),
        "the coordinator's": [*mine, *rows(written, members[:1], 100)],
    }[what]
    with pytest.raises(BudgetErrors) as refused:
        save(written, *attack, actor=cast["participant"], seen=seen(written))
    assert {(e.table, e.row, e.field) for e in refused.value.errors} == {("lines", len(attack) - 1, "member")}
    assert stored(written) == before


def test_a_member_s_writer_enters_no_other_funding_and_takes_none_away(written, members, cast):
    page = seen(written)
    lines = rows(written, members, 100, 200, 300)
    save(written, *lines, actor=cast["preparer"], seen=page, other=[FundingInput("Kuopio", "10")])
    with pytest.raises(BudgetErrors):
        save(written, actor=cast["participant"], seen=seen(written), other=[FundingInput("Oma", "1")])
    save(
        written,
        *rows(written, members[1:2], 222),
        actor=cast["participant"],
        seen=seen(written) | {OTHER: "x"},
    )
    assert other_of(written) == [("Kuopio", 1_000)]


def test_marks_of_others_are_no_way_in(written, members, cast):
    made_up = {str(member.pk): "x" for member in (members[0], members[2])} | seen(written)
    save(written, actor=cast["participant"], seen=made_up)
    assert [member for member, _ in stored(written)] == [members[0].pk, members[2].pk]


def test_who_has_not_confirmed_writes_nothing(draft, cast, providers):
    from pilots.services import invite_member

    member = invite_member(draft.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    assert not budgets.scope_of(cast["participant"], draft)
    with pytest.raises(PermissionDenied):
        save(draft, *rows(draft, [member], 1), actor=cast["participant"], seen={})


def test_scopes_are_the_whole_one_s_own_or_nothing(written, members, cast, providers):
    assert budgets.scope_of(cast["preparer"], written) == Scope(whole=True)
    assert budgets.scope_of(cast["participant"], written) == Scope(members=frozenset({members[1].pk}))
    contact = factories.make_person(providers["lapinlahti"], Role.LOCAL_CONTACT)
    for stranger in (contact, cast["outsider"], cast["presenting_officer"]):
        assert not budgets.scope_of(stranger, written)


def test_who_was_given_the_budget_writes_the_whole(written, members, cast):
    PartAssignment.objects.create(
        application=written, part=BUDGET, person=cast["participant"], assigned_by=cast["preparer"]
    )
    save(written, *rows(written, members, 1, 2, 3), actor=cast["participant"], seen=seen(written))
    assert [euros for _, euros in stored(written)] == [1, 2, 3]


def test_stored_lines_of_who_left_stay_but_no_new_ones_come(written, members, cast):
    from pilots.services import leave_member

    leave_member(members[1], actor=cast["participant"])
    save(written, *rows(written, members, 101, 200, 300), actor=cast["preparer"], seen=seen(written))
    assert [euros for _, euros in stored(written)] == [101, 200, 300]
    with pytest.raises(BudgetErrors) as refused:
        save(written, *rows(written, members, 101, 201, 300), actor=cast["preparer"], seen=seen(written))
    assert [(e.row, e.field) for e in refused.value.errors] == [(1, "member")]
    save(written, *rows(written, members[::2], 101, 300), actor=cast["preparer"], seen=seen(written))
    assert [euros for _, euros in stored(written)] == [101, 300]


def test_a_member_lowers_its_costs_whatever_other_funding_there_is(written, members, cast):
    lines = rows(written, members, 100, 200, 300)
    save(written, *lines, actor=cast["preparer"], seen=seen(written), other=[FundingInput("Kuopio", "480")])
    save(written, *rows(written, members[1:2], 1), actor=cast["participant"], seen=seen(written))
    assert budgets.sums(budgets.applied(written)).grant < 0


def test_five_hundred_lines_are_all_members_together(written, members, cast):
    many = [factories.line(written, "1", member=members[1], basis=f"Rivi {n}") for n in range(499)]
    with pytest.raises(BudgetErrors) as refused:
        save(written, *many, actor=cast["participant"], seen=seen(written))
    assert [(e.table, e.row) for e in refused.value.errors] == [("lines", None)]
