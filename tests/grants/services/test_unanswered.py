"""An unanswered member warns and never bars; it stays outside what is sent."""

import pytest

from grants.services import submission as submissions
from grants.services.budget import applied
from grants.services.overlap import overlaps_as_sent
from pilots.services import confirm_member, invite_member, leave_member
from sky_portal import clock
from tests.grants import factories


@pytest.fixture
def ready(db, cast, providers):
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        yield factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def invited(ready, cast, providers):
    return invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])


def names(content) -> list[str]:
    return [member["organisation"]["name"]["fi"] for member in content["application"]["members"]]


def test_it_is_not_in_what_is_sent_and_does_not_count(ready, invited, cast):
    sent = submissions.submit(ready, actor=cast["signatory"])
    assert names(sent.content) == ["Iisalmi"]
    assert sent.member_count == 1
    assert "lapinlahti" not in sent.search
    assert "Lapinlahti" not in str(sent.content["application"]["verdict"])
    confirm_member(invited, accepted=ready.call.programme.commitments, actor=cast["participant"])
    again = submissions.submit(ready, actor=cast["signatory"])
    assert names(again.content) == ["Iisalmi", "Lapinlahti"]


def test_its_costs_stay_outside_and_bar_nothing(ready, invited, cast):
    factories.save_budget(
        ready, factories.line(ready), factories.line(ready, "1 000", member=invited), actor=cast["preparer"]
    )
    before = applied(ready)
    parcel = submissions.gather(ready)
    assert parcel.missing() == []
    assert parcel.costs_left_out == [("Lapinlahti", 1_000_00)]
    sent = submissions.submit(ready, actor=cast["signatory"])
    assert sent.total_cents == 28_500_00
    assert [line["amount_cents"] for line in sent.content["application"]["budget"]["lines"]] == [28_500_00]
    assert [line.amount_cents for line in sent.budget.lines.all()] == [28_500_00]
    ready.refresh_from_db()
    # Nothing that was typed is lost, nobody's open page is in conflict, nothing counts as changed.
    working = applied(ready)
    assert [line.amount_cents for line in working.lines.order_by("place")] == [28_500_00, 1_000_00]
    assert working.revision == before.revision
    assert not submissions.differs(submissions.gather(ready))
    assert submissions.submit(ready, actor=cast["signatory"]) == sent
    confirm_member(invited, accepted=ready.call.programme.commitments, actor=cast["participant"])
    again = submissions.submit(ready, actor=cast["signatory"])
    assert (again.number, again.total_cents) == (2, 29_500_00)
    assert [line.amount_cents for line in sent.budget.lines.all()] == [28_500_00]


def test_who_has_left_after_the_sending_leaves_with_its_costs(ready, invited, cast):
    confirm_member(invited, accepted=ready.call.programme.commitments, actor=cast["participant"])
    factories.save_budget(
        ready, factories.line(ready), factories.line(ready, "1 000", member=invited), actor=cast["preparer"]
    )
    first = submissions.submit(ready, actor=cast["signatory"])
    leave_member(invited, actor=cast["participant"])
    ready.refresh_from_db()
    second = submissions.submit(ready, actor=cast["signatory"])
    assert [sent.total_cents for sent in (first, second)] == [29_500_00, 28_500_00]
    assert [line.amount_cents for line in first.budget.lines.order_by("place")] == [28_500_00, 1_000_00]


def test_costs_of_the_unanswered_alone_are_no_budget(ready, invited, cast):
    factories.save_budget(ready, factories.line(ready, "1 000", member=invited), actor=cast["preparer"])
    [lack] = submissions.missing(ready)
    assert lack.section == submissions.BUDGET


def test_its_share_is_kept_as_the_budget_stood(ready, invited, cast):
    factories.save_budget(ready, factories.line(ready, "1 000", member=invited), actor=cast["preparer"])
    commitments = ready.call.programme.commitments
    confirmed = confirm_member(invited, accepted=commitments, actor=cast["participant"])
    assert confirmed.accepted_share_cents == 100_000
    assert confirmed.accepted == commitments != []


def test_officials_see_overlaps_of_what_was_sent_only(ready, invited, cast, providers):
    commitments = ready.call.programme.commitments
    confirm_member(invited, accepted=commitments, actor=cast["participant"])
    first = submissions.submit(ready, actor=cast["signatory"])
    other = factories.make_ready(
        ready.call, organisation=providers["vaasa"], actor=cast["outsider"], name="Varje dag"
    )
    elsewhere = invite_member(other.pilot, organisation=providers["lapinlahti"], actor=cast["outsider"])
    confirm_member(elsewhere, accepted=commitments, actor=cast["participant"])
    assert overlaps_as_sent(first, user=cast["finance"]) == []
    second = submissions.submit(other, actor=cast["outsider_signatory"])
    [found] = overlaps_as_sent(first, user=cast["finance"])
    assert (found.member["fi"], found.other, found.coordinator["fi"]) == ("Lapinlahti", other, "Vaasa")
    [back] = overlaps_as_sent(second, user=cast["finance"])
    assert back.other == ready
