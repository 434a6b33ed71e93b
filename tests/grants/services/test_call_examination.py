"""How a call is examined: loaded, copied, and changed after publication too, as no term of the call."""

import pytest

from grants.calldata import CallDataRefused, parse
from grants.enums import CallState
from grants.models import Call, CheckMark
from grants.services import call as calls
from grants.services.call.basics import ChangedMeanwhile, examination_of, save_examination
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import digest
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories
from tests.grants.factories import call_data, make_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing")]
POINT = {"key": "uusi", "name": {"fi": "Uusi kohta", "sv": "Ny punkt"}}


def keys(call):
    return list(call.checklist.values_list("key", flat=True))


def test_the_data_says_how_many_assess_and_what_is_looked_at():
    call = make_call(assessors_wanted=3, consensus_wanted=True, checklist=[POINT])
    assert examination_of(call) == {"assessors_wanted": 3, "consensus_wanted": True}
    assert keys(call) == ["uusi"]


def test_what_is_left_out_is_two_without_consensus_and_no_list():
    data = call_data()
    for key in ("assessors_wanted", "consensus_wanted", "checklist"):
        data.pop(key, None)
    found = parse(data)
    assert (found["assessors_wanted"], found["consensus_wanted"], found["checklist"]) == (2, False, [])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"assessors_wanted": 10}, "assessors_wanted: a whole number from 0 to 9 is needed"),
        ({"consensus_wanted": True, "assessors_wanted": 1}, "consensus_wanted: needs at least two"),
        ({"checklist": [POINT, POINT]}, "checklist.2.key: uusi is there already"),
        ({"checklist": [{"key": "x", "name": {"fi": "x"}}]}, "checklist.1.name: the text is missing in sv"),
    ],
)
def test_a_fault_is_named_by_its_place(changes, problem):
    with pytest.raises(CallDataRefused) as refused:
        parse(call_data(**changes))
    assert refused.value.problems[0].startswith(problem)


def test_loading_changes_it_in_a_published_call_and_nothing_else(cast, providers):
    call = make_call()
    marked, *_others = call.checklist.all()
    application = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    CheckMark.objects.create(
        application=application, item=marked, answer="ok", marked_by=cast["presenting_officer"]
    )
    with clock.standing_at(factories.OPEN):
        assert calls.load(call_data(assessors_wanted=4, checklist=[POINT])).changed
        call.refresh_from_db()
        assert call.assessors_wanted == 4
        # What has been marked stays, whatever the data says.
        assert sorted(keys(call)) == sorted([marked.key, "uusi"])
        with pytest.raises(CallDataRefused) as refused:
            calls.load(call_data(assessors_wanted=5, own_share_percent=10))
    assert refused.value.problems[0].endswith("it differs in own_share_percent")
    call.refresh_from_db()
    assert call.assessors_wanted == 4


def test_a_copy_takes_it_over(cast):
    call = make_call(assessors_wanted=3, consensus_wanted=True, checklist=[POINT])
    with clock.standing_at(factories.OPEN):
        draft = calls.copy(
            call,
            slug="seuraava",
            name={"fi": "Seuraava", "sv": "Nästa"},
            opens_at=clock.helsinki(2022, 2, 1, 8),
            closes_at=clock.helsinki(2022, 3, 1, 16, 15),
            programme_key="seuraava",
            programme_name={"fi": "Seuraava", "sv": "Nästa"},
            programme_short_name="S22",
            actor=cast["call_administrator"],
        )
    assert examination_of(draft) == {"assessors_wanted": 3, "consensus_wanted": True}
    assert keys(draft) == ["uusi"]


def test_it_is_saved_after_publication_and_told_in_the_trail(cast):
    call = make_call()
    actor, seen = cast["call_administrator"], digest(examination_of(call))
    with clock.standing_at(factories.OPEN):
        save_examination(call, values={"assessors_wanted": 3}, actor=actor, seen=seen)
        with pytest.raises(ChangedMeanwhile):
            save_examination(call, values={"assessors_wanted": 1}, actor=actor, seen=seen)
    call.refresh_from_db()
    assert call.assessors_wanted == 3
    event = AuditEvent.objects.get(case=call.case, verb="edit_examination")
    assert event.facts == {"part": "examination", "fields": ["assessors_wanted"]}


@pytest.mark.parametrize("who", ["presenting_officer", "assessor", "preparer"])
def test_only_call_administrators_save_it(cast, who):
    with pytest.raises(StepForbidden):
        save_examination(make_call(), values={"assessors_wanted": 3}, actor=cast[who])


def test_a_decided_call_changes_no_more(cast):
    call = make_call()
    Call.objects.filter(pk=call.pk).update(state=CallState.DECIDED)
    with pytest.raises(StepRefused):
        save_examination(call, values={"assessors_wanted": 3}, actor=cast["call_administrator"])
