"""Two assessors finish at one moment: the score is there afterwards; without the lock it is lost."""

import pytest

from grants.models import Application, Call, Review
from grants.services import reviews as verbs
from sky_portal import clock
from sky_portal.audit.verification import verify
from tests.grants import factories, reviewing
from tests.races.together import both_reading, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 6


@pytest.fixture
def pairs(transactional_db, cast, providers):
    """Several applications, each scored by two who have only to say that they are ready."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
    other = reviewing.second_assessor()
    found = []
    for number in range(ROUNDS):
        application = reviewing.send(call, cast, providers, name=f"Pilotti {number}")
        with clock.standing_at(reviewing.EXAMINING):
            reviews = reviewing.assign(application, cast["assessor"], other, actor=cast["presenting_officer"])
            found.append([reviewing.score(review, 4, 4, 4, 4, 4) for review in reviews])
    return found


def at_once(*works):
    def run(index):
        with clock.standing_at(reviewing.EXAMINING):
            return works[index]()

    return together(len(works), run)


def finish(review):
    return lambda: verbs.finish(review, actor=review.assessor)


def scores():
    return list(Application.objects.order_by("pk").values_list("score", flat=True))


def test_both_finish_at_once_and_the_score_is_kept(pairs):
    for first, second in pairs:
        done = at_once(finish(first), finish(second))
        assert all(isinstance(one, Review) for one in done)
    assert scores() == [4] * ROUNDS
    assert verify().broken is None


def test_without_the_application_s_lock_a_score_is_lost(pairs):
    """The control: each sees the other's assessment as not done, and keeps no score."""
    with both_reading(Application):
        for first, second in pairs:
            at_once(finish(first), finish(second))
    assert None in scores()


def test_finished_and_taken_up_again_at_once_the_score_follows(pairs):
    """Whoever is first: a score stands if and only if both are done."""
    for first, second in pairs:
        finish_first = finish(first)
        with clock.standing_at(reviewing.EXAMINING):
            finish_first()
        at_once(finish(second), lambda first=first: verbs.reopen(first, actor=first.assessor))
        done = Review.objects.filter(application=first.application, done_at__isnull=False).count()
        score = Application.objects.get(pk=first.application_id).score
        assert (score is not None) is (done == 2)


def test_one_window_beats_the_other_and_nothing_is_overwritten(pairs):
    """Six windows save from the same version: one wins, five are told."""
    review = pairs[0][0]
    criterion = review.application.call.criteria.first()

    def save(number):
        return lambda: verbs.save_score(
            review,
            criterion=criterion,
            score=number % 6,
            reason=f"Ikkuna {number}",
            base_version=1,
            actor=review.assessor,
        )

    told = at_once(*(save(number) for number in range(6)))
    assert sum(isinstance(one, verbs.ReviewConflict) for one in told) == 5
    stored = review.scores.get(criterion=criterion)
    assert stored.version == 2
    assert stored.reason.startswith("Ikkuna")


def test_a_consensus_begun_by_several_at_once_is_one(pairs, cast):
    Call.objects.update(consensus_wanted=True)
    first, second = pairs[0]
    with clock.standing_at(reviewing.EXAMINING):
        finish(first)()
        finish(second)()
    people = [first.assessor, second.assessor, cast["presenting_officer"]]
    begun = at_once(
        *(lambda person=person: verbs.begin_consensus(first.application, actor=person) for person in people)
    )
    assert len({one.pk for one in begun}) == 1
