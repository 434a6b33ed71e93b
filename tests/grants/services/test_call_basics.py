"""Names, times and money of a draft are saved by those who may, and by nobody on top of another."""

import pytest

from grants.services.call.basics import ChangedMeanwhile, basics_of, money_of, save_basics, save_money
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import digest
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories


@pytest.fixture
def draft_call(db, standing):
    return factories.make_call(published=False)


def test_what_differs_is_saved_and_named_in_the_trail(draft_call, cast):
    values = basics_of(draft_call) | {"reference": "VN/1/2021"}
    saved = save_basics(draft_call, values=values, actor=cast["call_administrator"])
    assert saved.reference == "VN/1/2021"
    event = AuditEvent.objects.filter(case=draft_call.case).order_by("seq").last()
    assert event.facts == {"part": "basics", "fields": ["reference"]}


def test_only_a_call_administrator_saves(draft_call, cast):
    for who in ("presenting_officer", "preparer"):
        with pytest.raises(StepForbidden):
            save_money(draft_call, values={"own_share_percent": 1}, actor=cast[who])


def test_a_published_call_is_refused(call, cast):
    with pytest.raises(StepRefused):
        save_basics(call, values={"reference": "x"}, actor=cast["call_administrator"])
    call.refresh_from_db()
    assert call.reference != "x"


def test_what_was_not_seen_is_not_overwritten(draft_call, cast):
    administrator = cast["call_administrator"]
    seen = digest(money_of(draft_call))
    save_money(draft_call, values={"own_share_percent": 30}, actor=administrator, seen=seen)
    with pytest.raises(ChangedMeanwhile) as changed:
        save_money(draft_call, values={"own_share_percent": 40}, actor=administrator, seen=seen)
    assert changed.value.stored["own_share_percent"] == 30


def test_places_leave_no_sum_behind_and_money_no_places(draft_call, cast):
    administrator = cast["call_administrator"]
    saved = save_money(draft_call, values={"shares_money": False, "places": 10}, actor=administrator)
    assert (saved.places, saved.amount_cents, saved.use_from, saved.use_until) == (10, None, None, None)
    saved = save_money(saved, values={"shares_money": True, "amount_cents": 100}, actor=administrator)
    assert (saved.places, saved.amount_cents) == (None, 100)


def test_a_field_of_another_part_is_a_fault_of_the_code(draft_call, cast):
    with pytest.raises(ValueError, match="own_share_percent"):
        save_basics(draft_call, values={"own_share_percent": 1}, actor=cast["call_administrator"])
