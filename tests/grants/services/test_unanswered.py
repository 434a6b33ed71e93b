"""An unanswered member warns and never bars; it stays outside what is sent."""

import pytest

from grants.services import submission as submissions
from grants.services.overlap import overlaps_as_sent
from grants.services.submission import NotComplete
from pilots.services import confirm_member, invite_member, remind_member
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


def test_its_costs_are_said_to_be_in_the_way_and_what_to_do(ready, invited, cast):
    factories.save_budget(
        ready, factories.line(ready), factories.line(ready, "1 000", member=invited), actor=cast["preparer"]
    )
    with pytest.raises(NotComplete) as refused:
        submissions.submit(ready, actor=cast["signatory"])
    [lack] = refused.value.missing
    assert lack.section == submissions.BUDGET
    assert "Lapinlahti" in str(lack.text)
    remind_member(invited, actor=cast["preparer"])
    confirm_member(invited, accepted=ready.call.programme.commitments, actor=cast["participant"])
    assert submissions.missing(ready) == []


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
    assert overlaps_as_sent(first) == []
    second = submissions.submit(other, actor=cast["outsider_signatory"])
    [found] = overlaps_as_sent(first)
    assert (found.member["fi"], found.other, found.coordinator["fi"]) == ("Lapinlahti", other, "Vaasa")
    [back] = overlaps_as_sent(second)
    assert back.other == ready
