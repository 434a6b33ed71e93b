"""Questions about a call: answered before and after publication, in an order, by nobody unseen."""

import pytest

from grants.services import answers as service
from grants.services.call.basics import ChangedMeanwhile
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import digest
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories

TEXTS = {"fi": "Suomeksi", "sv": "På svenska"}
LATER = clock.helsinki(2021, 3, 16, 9)


@pytest.fixture
def editor(cast):
    return cast["call_administrator"]


@pytest.fixture
def three(call, editor):
    return [
        service.add_answer(call, question={**TEXTS, "en": name}, answer=TEXTS, actor=editor)
        for name in ("a", "b", "c")
    ]


def order(call):
    return [(answer.question["en"], answer.place) for answer in call.answers.all()]


def test_answers_stand_in_the_order_in_which_they_came(call, three):
    assert order(call) == [("a", 1), ("b", 2), ("c", 3)]
    assert {answer.answered_at for answer in three} == {clock.now()}
    events = AuditEvent.objects.filter(case=call.case, verb="answer_questions")
    assert [event.facts for event in events.order_by("seq")] == [{"added": answer.pk} for answer in three]


@pytest.mark.parametrize("published", [True, False])
def test_questions_are_answered_before_and_after_publication(standing, editor, db, published):
    call = factories.make_call(published=published)
    assert service.add_answer(call, question=TEXTS, answer=TEXTS, actor=editor).call == call


def test_an_archived_call_is_not_asked_about(call, editor):
    type(call).objects.filter(pk=call.pk).update(state="archived")
    with pytest.raises(StepRefused):
        service.add_answer(call, question=TEXTS, answer=TEXTS, actor=editor)


@pytest.mark.parametrize("who", ["visitor", "preparer", "presenting_officer"])
def test_only_call_administrators_answer(call, cast, three, who):
    with pytest.raises(StepForbidden):
        service.delete_answer(three[0], actor=cast[who])
    assert call.answers.count() == 3


def test_a_changed_answer_is_dated_anew_and_an_unchanged_one_not(call, three, editor):
    with clock.standing_at(LATER):
        service.save_answer(three[0], question=three[0].question, answer=TEXTS, actor=editor)
        service.save_answer(three[1], question=three[1].question, answer={"fi": "Uusi"}, actor=editor)
    first, second, _third = call.answers.all()
    assert first.answered_at < LATER
    assert second.answered_at == LATER


def test_what_somebody_else_has_changed_is_not_overwritten_unseen(call, three, editor):
    seen = digest(service.values_of(three[0]))
    service.save_answer(three[0], question=TEXTS, answer=TEXTS, actor=editor, seen=seen)
    for verb in (
        lambda: service.save_answer(three[0], question=TEXTS, answer={}, actor=editor, seen=seen),
        lambda: service.delete_answer(three[0], actor=editor, seen=seen),
    ):
        with pytest.raises(ChangedMeanwhile):
            verb()
    assert call.answers.get(pk=three[0].pk).answer == TEXTS


def test_deleting_closes_the_gap_once(call, three, editor):
    service.delete_answer(three[1], actor=editor)
    assert order(call) == [("a", 1), ("c", 2)]
    for verb in (
        lambda: service.delete_answer(three[1], actor=editor),
        lambda: service.move_answer(three[1], direction="up", actor=editor),
        lambda: service.save_answer(three[1], question=TEXTS, answer=TEXTS, actor=editor),
    ):
        with pytest.raises(service.AnswerGone):
            verb()


@pytest.mark.parametrize(
    ("which", "direction", "expected"),
    [(0, "down", "bac"), (2, "up", "acb"), (0, "up", "abc"), (2, "down", "abc"), (1, "up", "bac")],
)
def test_moving_goes_one_place_and_stops_at_the_ends(call, three, editor, which, direction, expected):
    service.move_answer(three[which], direction=direction, actor=editor)
    assert order(call) == [(name, place) for place, name in enumerate(expected, start=1)]


@pytest.mark.parametrize(
    ("question", "answer", "complete"),
    [
        (TEXTS, TEXTS, True),
        ({"fi": "x"}, TEXTS, False),
        (TEXTS, {"sv": "x", "en": "x"}, False),
        (TEXTS, {}, False),
    ],
)
def test_it_is_shown_when_it_stands_in_both_languages(call, editor, question, answer, complete):
    made = service.add_answer(call, question=question, answer=answer, actor=editor)
    assert service.is_complete(made) == complete
