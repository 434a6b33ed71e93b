"""The numbers of a plan as a person sees them: constant in queries, true in sums, closed by a conflict."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grants.enums import ConflictState
from grants.examples.applications import REGISTER
from grants.models import Application
from grants.services import allocation, conflicts
from grants.services import withdrawal as taking_back
from grants.services.allocation import Flag
from pilots.services import load_register
from sky_portal import clock
from sky_portal.money import euros
from tests.grants import factories
from tests.grants.services.allocation.conftest import EXAMINED, lump, make_scored

# Iisalmi and Lapinlahti in the register of 2021.
PUPILS = {"iisalmi": 2231, "lapinlahti": 1133}


def by_name(found):
    return {str(row.application): row for row in found.rows}


def queries(plan, user):
    """How many questions the figures ask; the person's own roles are known by then."""
    allocation.figures(plan, user)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        allocation.figures(plan, user)
    return len(asked)


def test_rows_and_sums(plan, applications, officer):
    lump(plan, applications["Läsnä"], 92_000, officer)
    found = allocation.figures(plan, officer)
    assert [(str(row.application), row.rank) for row in found.rows] == [
        ("Läsnä", 1),
        ("Mukana", 2),
        ("Perillä", 2),
        ("Yhdessä", 4),
    ]
    first, second = found.rows[:2]
    assert (first.asked_cents, first.proposed_cents, first.share) == (
        euros(100_000),
        euros(92_000),
        Decimal("92.0"),
    )
    assert (second.revision, second.proposed_cents, second.share) == (0, 0, Decimal(0))
    assert (found.asked_cents, found.proposed_cents) == (euros(270_000), euros(92_000))
    assert (found.room_cents, found.left_cents) == (euros(6_800_000), euros(6_708_000))
    # One municipality of few pupils does not meet the condition.
    assert found.exceptional_cents == euros(92_000)


def test_who_has_a_conflict_sees_neither_row_nor_count_but_true_sums(
    plan, applications, officer, appropriated
):
    appropriated(150_000)
    lump(plan, applications["Läsnä"], 92_000, officer)
    lump(plan, applications["Mukana"], 20_000, officer)
    conflicts.declare(applications["Läsnä"], state=ConflictState.CONFLICTED, actor=officer)
    found = allocation.figures(plan, officer)
    assert [(str(row.application), row.rank) for row in found.rows] == [
        ("Mukana", 1),
        ("Perillä", 1),
        ("Yhdessä", 3),
    ]
    assert (found.total_cents, found.left_cents) == (euros(112_000), euros(38_000))
    assert (found.proposed_cents, found.unseen_cents) == (euros(20_000), euros(92_000))
    for groups in (found.by_region, found.by_language, found.by_size):
        assert sum(group.count for group in groups) == 3
        assert sum(group.proposed_cents for group in groups) == euros(20_000)
    assert found.flagged[Flag.CONFLICT] == 0


def test_a_colleague_sees_that_somebody_has_declared_a_conflict(plan, applications, officer):
    conflicts.declare(applications["Läsnä"], state=ConflictState.CONFLICTED, actor=officer)
    colleague = factories.make_person(plan.call.authority, "presenting_officer")
    rows = by_name(allocation.figures(plan, colleague))
    assert rows["Läsnä"].flags == {Flag.CONFLICT, Flag.OVERLAP}
    assert not rows["Läsnä"].opens
    factories.declare_free(applications["Läsnä"], colleague)
    assert by_name(allocation.figures(plan, colleague))["Läsnä"].opens


def test_flags(plan, applications, officer, cast):
    Application.objects.filter(pk=applications["Mukana"].pk).update(score_spread=Decimal("1.5"))
    Application.objects.filter(pk=applications["Perillä"].pk).update(score_spread=Decimal("1.4"))
    taking_back.ask_withdrawal(applications["Yhdessä"], actor=cast["signatory"])
    lump(plan, applications["Perillä"], 10_000, officer)
    allocation.clear(plan, applications["Perillä"], actor=officer)
    found = allocation.figures(plan, officer)
    assert {flag: count for flag, count in found.flagged.items() if count} == {
        Flag.OVERLAP: 4,
        Flag.SPREAD: 1,
        Flag.WITHDRAWAL: 1,
        Flag.NO_REASON: 1,
    }


@pytest.fixture
def two_regions(call, applications, officer, cast, providers):
    """One application more, of Vaasa, in Swedish; the register has the pupils of everybody."""
    load_register(REGISTER.read_bytes(), year=2021)
    writer, signatory = (
        factories.make_person(providers["vaasa"], role) for role in ("preparer", "signatory")
    )
    with clock.standing_at(factories.OPEN):
        sent = factories.make_sent(
            call,
            organisation=providers["vaasa"],
            actor=writer,
            signatory=signatory,
            name="Med",
            language="sv",
        )
    with clock.standing_at(EXAMINED):
        factories.declare_free(sent.application, officer)
    return sent.application


def test_groups_by_region_language_and_size(plan, applications, two_regions, officer):
    lump(plan, applications["Läsnä"], 92_000, officer)
    lump(plan, two_regions, 10_000, officer)
    found = allocation.figures(plan, officer)
    regions = {group.key: (group.label, group.count, group.funded) for group in found.by_region}
    assert regions == {"11": ("", 4, 1), "15": ("Pohjanmaa", 1, 1)}
    assert [(group.key, group.asked_cents) for group in found.by_language] == [
        ("fi", euros(270_000)),
        ("sv", euros(22_800)),
    ]
    row = by_name(found)["Med"]
    [group] = [group for group in found.by_size if group.key == "middling"]
    assert (group.count, group.pupils, row.rank) == (1, row.pupils, None)
    assert row.pupils > 5_000
    assert group.cents_a_pupil == round(euros(10_000) / row.pupils)
    # The others were sent before the register was there: no pupils, no euros a pupil.
    assert [group.cents_a_pupil for group in found.by_size if group.key == "smallest"] == [None]


def test_three_rows_ask_no_more_than_one(call, cast, providers, examined, officer):
    first = make_scored(call, cast, providers["iisalmi"], "Läsnä")
    plan = allocation.make_plan(call, name="Luonnos", actor=officer)
    lump(plan, first, 90_000, officer)
    one = queries(plan, officer)
    for name in ("Mukana", "Perillä"):
        lump(plan, make_scored(call, cast, providers["iisalmi"], name), 30_000, officer)
    assert queries(plan, officer) == one


def test_two_plans_side_by_side(call, plan, applications, two_regions, officer):
    lump(plan, applications["Läsnä"], 92_000, officer)
    lump(plan, applications["Mukana"], 30_000, officer)
    other = allocation.make_plan(call, name="B", copy_of=plan, actor=officer)
    lump(other, applications["Läsnä"], 0, officer, reason="Ei.")
    lump(other, two_regions, 10_000, officer)
    found = allocation.compare(plan, other, officer)
    assert [(str(one.application), one.change_cents, one.reason_b) for one in found.differences] == [
        ("Läsnä", -euros(92_000), "Ei."),
        ("Med", euros(10_000), "Kustannusarviota on karsittu."),
    ]
    assert (found.funded_change, found.regions_change, found.total_change_cents) == (0, 1, -euros(82_000))


def test_plans_of_two_calls_are_not_compared(call, plan, officer):
    from tests.grants.factories import call_data, make_call

    programme = call_data()["programme"] | {"key": "other"}
    other = allocation.make_plan(make_call(slug="other", programme=programme), name="A", actor=officer)
    with pytest.raises(ValueError, match="two calls"):
        allocation.compare(plan, other, officer)
    with pytest.raises(ValueError, match="within its call"):
        allocation.make_plan(call, name="C", copy_of=other, actor=officer)
