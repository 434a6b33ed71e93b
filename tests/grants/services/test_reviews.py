"""Scores and reasons: saved one by one, finished, taken up again, taken away; the score that is kept."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from grants.enums import ConflictState, ReviewState
from grants.models import Application, Review, ReviewScore
from grants.models.review import LONGEST_REASON
from grants.services import assigning, conflicts, reviews
from sky_portal import clock
from sky_portal.audit.models import AuditEvent, AuditPayload
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories, reviewing


@pytest.fixture
def application(call, cast, providers):
    return reviewing.send(call, cast, providers, name="Jokainen koulupäivä")


@pytest.fixture
def examining(application):
    with clock.standing_at(reviewing.EXAMINING):
        yield


@pytest.fixture
def other(cast):
    return reviewing.second_assessor()


@pytest.fixture
def pair(examining, application, cast, other):
    return reviewing.assign(application, cast["assessor"], other, actor=cast["presenting_officer"])


def save(review, score=4, reason="Koska.", base=0, actor=None, place=0):
    criterion = review.application.call.criteria.all()[place]
    return reviews.save_score(
        review,
        criterion=criterion,
        score=score,
        reason=reason,
        base_version=base,
        actor=actor or review.assessor,
    )


def score_of(application):
    found = Application.objects.get(pk=application.pk)
    return found.score, found.score_spread


def test_the_first_score_begins_the_assessment_of_the_version_that_was_read(pair):
    review = pair[0]
    stored = save(review, reason="  Tarve on osoitettu.\r\nHyvin.\x00 ")
    assert (stored.score, stored.reason, stored.version) == (4, "Tarve on osoitettu.\nHyvin.", 1)
    review.refresh_from_db()
    assert review.get_state_display() == ReviewState.IN_PROGRESS.label
    assert review.submission_id == review.application.current_submission_id


def test_what_says_the_same_is_no_new_version_and_no_event(pair):
    save(pair[0])
    before = AuditEvent.objects.count()
    again = save(pair[0], base=0)
    assert (again.version, AuditEvent.objects.count()) == (1, before)


def test_what_has_moved_on_is_a_conflict_and_nothing_is_saved(pair):
    save(pair[0], score=4)
    save(pair[0], score=5, base=1)
    with pytest.raises(reviews.ReviewConflict) as found:
        save(pair[0], score=2, base=1)
    assert (found.value.current.score, found.value.current.version) == (5, 2)
    assert ReviewScore.objects.get().score == 5


@pytest.mark.parametrize("score", [-1, 6, 100])
def test_a_score_is_on_the_scale(pair, score):
    with pytest.raises(ValidationError) as error:
        save(pair[0], score=score)
    assert list(error.value.message_dict) == ["score"]
    assert not ReviewScore.objects.exists()


def test_a_reason_has_an_end_and_a_criterion_is_of_the_call(pair):
    save(pair[0], reason="x" * LONGEST_REASON)
    with pytest.raises(ValidationError):
        save(pair[0], reason="x" * (LONGEST_REASON + 1), base=1)
    programme = factories.call_data()["programme"] | {"key": "toinen"}
    other = factories.make_call(slug="toinen", programme=programme, published=False).criteria.first()
    with pytest.raises(ValidationError):
        reviews.save_score(
            pair[0], criterion=other, score=1, reason="", base_version=0, actor=pair[0].assessor
        )


@pytest.mark.parametrize("who", ["presenting_officer", "decision_maker", "call_administrator", "signatory"])
def test_nobody_else_scores(pair, cast, who):
    for act in (
        lambda: save(pair[0], actor=cast[who]),
        lambda: reviews.save_summary(pair[0], text="Hyvä", base_revision=0, actor=cast[who]),
        lambda: save(pair[0], actor=pair[1].assessor),
    ):
        with pytest.raises(StepForbidden):
            act()
    assert not ReviewScore.objects.exists()


def test_the_summary_has_versions_of_its_own(pair):
    saved = reviews.save_summary(pair[0], text="Vahva", base_revision=0, actor=pair[0].assessor)
    assert (saved.summary, saved.revision) == ("Vahva", 1)
    with pytest.raises(reviews.ReviewConflict):
        reviews.save_summary(pair[0], text="Heikko", base_revision=0, actor=pair[0].assessor)
    same = reviews.save_summary(pair[0], text="Vahva", base_revision=0, actor=pair[0].assessor)
    assert same.revision == 1


def test_finishing_says_by_criterion_what_lacks(pair):
    review = reviewing.score(pair[0], 4, 4, None, 3)
    save(review, score=5, reason="", base=0, place=4)
    with pytest.raises(ValidationError) as error:
        reviews.finish(review, actor=review.assessor)
    assert set(error.value.message_dict) == {"cooperation", "establishment"}
    review.refresh_from_db()
    assert review.done_at is None


def test_nothing_is_told_of_the_score_before_all_are_done(pair, application):
    reviewing.do(pair[0], 5, 5, 5, 5, 5)
    assert score_of(application) == (None, None)
    reviewing.do(pair[1], 5, 4, 3, 5, 4)
    assert score_of(application) == (Decimal("4.625"), Decimal("0.750"))


def test_fewer_than_the_call_wants_make_no_score(examining, application, cast):
    [only] = reviewing.assign(application, cast["assessor"], actor=cast["presenting_officer"])
    reviewing.do(only, 5, 5, 5, 5, 5)
    assert score_of(application) == (None, None)


def test_one_more_assessor_takes_the_score_back_until_they_are_done(pair, application, cast):
    for review in pair:
        reviewing.do(review, 4, 4, 4, 4, 4)
    third = reviewing.second_assessor("Kolmas")
    [review] = reviewing.assign(application, third, actor=cast["presenting_officer"])
    assert score_of(application) == (None, None)
    reviewing.do(review, 1, 1, 1, 1, 1)
    assert score_of(application) == (Decimal("3.000"), Decimal("3.000"))


def test_taken_up_again_only_while_nobody_has_read_it(pair, application):
    first = reviewing.do(pair[0], 5, 5, 5, 5, 5)
    again = reviews.reopen(first, actor=first.assessor)
    assert again.done_at is None
    reviewing.do(again, 1, 1, 1, 1, 1)
    reviewing.do(pair[1], 2, 2, 2, 2, 2)
    with pytest.raises(StepForbidden):
        reviews.reopen(pair[0], actor=first.assessor)
    assert score_of(application) == (Decimal("1.500"), Decimal("1.000"))


def test_a_done_assessment_is_not_written(pair):
    done = reviewing.do(pair[0], 5, 5, 5, 5, 5)
    with pytest.raises(StepRefused):
        save(done, score=1, base=1)
    with pytest.raises(StepRefused):
        reviews.finish(done, actor=done.assessor)


def test_what_is_not_done_is_taken_away_by_who_assigns_and_counts_no_more(pair, application, cast):
    reviewing.score(pair[0], 4)
    with pytest.raises(StepForbidden):
        reviews.take_away(pair[0], actor=pair[0].assessor)
    reviews.take_away(pair[0], actor=cast["presenting_officer"])
    with pytest.raises(StepRefused):
        save(pair[0], base=1)
    reviewing.do(pair[1], 2, 2, 2, 2, 2)
    # One of two wanted: still no score. A new one in the place of the first makes it.
    assert score_of(application) == (None, None)
    [third] = reviewing.assign(
        application, reviewing.second_assessor("Uusi"), actor=cast["presenting_officer"]
    )
    reviewing.do(third, 4, 4, 4, 4, 4)
    assert score_of(application) == (Decimal("3.000"), Decimal("2.000"))
    with pytest.raises(StepRefused):
        reviews.take_away(third, actor=cast["presenting_officer"])


def test_given_back_it_goes_on_where_it_stood(pair, application, cast):
    reviewing.score(pair[0], 4)
    reviews.take_away(pair[0], actor=cast["presenting_officer"])
    assigning.assign_assessors(application, assessors=[pair[0].assessor], actor=cast["presenting_officer"])
    assert save(pair[0], score=3, base=1).version == 2


def test_a_conflict_ends_it_and_the_score_falls(pair, application, cast):
    for review in pair:
        reviewing.do(review, 4, 4, 4, 4, 4)
    conflicts.declare(application, state=ConflictState.CONFLICTED, reason="Sisar", actor=cast["assessor"])
    assert score_of(application) == (None, None)
    states = dict(Review.objects.order_by("pk").values_list("assessor__email", "state"))
    assert states[cast["assessor"].email] == ReviewState.CONFLICTED


def test_a_newer_version_is_read_before_finishing(pair, application, cast):
    review = reviewing.score(pair[0], 4, 4, 4, 4, 4)
    with pytest.raises(reviews.SentAnew):
        reviews.finish(review, seen=application.current_submission.number + 1, actor=review.assessor)
    done = reviews.finish(review, seen=application.current_submission.number, actor=review.assessor)
    assert done.submission_id == application.current_submission_id


def test_the_trail_holds_no_score(pair, application):
    """Whoever reads the trail while blind learns which criterion was saved, never what it got."""
    for review in pair:
        reviewing.do(review, 3, 3, 3, 3, 3)
    events = AuditEvent.objects.filter(case=application.case, verb__in=["save_score", "finish"])
    assert {frozenset(event.facts) for event in events} == {
        frozenset({"criterion", "version"}),
        frozenset({"submission", "sha256"}),
    }
    assert all(event.facts.get("version", 1) == 1 for event in events)
    payloads = AuditPayload.objects.filter(event__in=events.filter(verb="save_score"))
    assert not any(payload.data for payload in payloads)
    # Two who gave the same scores with the same words have other digests: one's own tells nothing.
    first, second = (event.facts["sha256"] for event in events.filter(verb="finish").order_by("seq"))
    assert first != second
