"""Assessments of the small world: two who are blind to each other, two who have agreed."""

from datetime import timedelta

from grants.enums import ConflictState
from grants.models import Application, Call, Review
from grants.services import assigning, conflicts, reviews
from sky_portal import clock
from sky_portal.accounts.models import User
from sky_portal.cases.examples import Cast, Example, example


@example
def assessed(cast: Cast) -> list[Example]:
    """On the sent application one has finished and one is at it; on the returned one both have."""
    sent, returned = (Application.objects.get(pilot__name=name) for name in ("Lähetetty", "Täydennettävä"))
    under_way, alone = _assigned(sent, cast)
    _score(under_way, 3, only_first=True)
    _finished(alone, 4)
    call = Call.objects.get(pk=returned.call_id)
    with clock.standing_at(call.closes_at + timedelta(days=2)):
        pair = [_finished(one, score) for one, score in zip(_assigned(returned, cast), (2, 5), strict=True)]
        # The example's call is published: what it asks of its assessors is set in its data.
        Call.objects.filter(pk=call.pk).update(consensus_wanted=True)
        consensus = reviews.begin_consensus(returned, actor=cast["presenting_officer"])
        Call.objects.filter(pk=call.pk).update(consensus_wanted=False)
    return [
        Example("the assessor's assessment under way", _fresh(under_way)),
        Example("the presenting officer's assessment, done while the other is not", _fresh(alone)),
        Example("the assessor's assessment, done as all of that application", _fresh(pair[0])),
        Example("the consensus of the assessors, begun", _fresh(consensus)),
    ]


def _assigned(application: Application, cast: Cast) -> list[Review]:
    people = [cast["assessor"], cast["presenting_officer"]]
    for person in people:
        _declare(application, person)
    found = assigning.assign_assessors(application, assessors=people, actor=cast["presenting_officer"])
    return sorted(found, key=lambda review: people.index(review.assessor))


def _declare(application: Application, person: User) -> None:
    if not application.conflicts.filter(person=person).exists():
        conflicts.declare(application, state=ConflictState.FREE, actor=person)


def _score(review: Review, score: int, *, only_first: bool = False) -> None:
    for criterion in review.application.call.criteria.all()[: 1 if only_first else None]:
        reviews.save_score(
            review,
            criterion=criterion,
            score=score,
            reason="Hakemus perustelee asian.",
            base_version=0,
            actor=review.assessor,
        )


def _finished(review: Review, score: int) -> Review:
    _score(review, score)
    return reviews.finish(_fresh(review), actor=review.assessor)


def _fresh(review: Review) -> Review:
    return Review.objects.get(pk=review.pk)
