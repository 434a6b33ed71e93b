"""Applications under examination and their assessments, by the portal's own verbs."""

from datetime import timedelta
from typing import Any

from grants.enums import ReviewState
from grants.models import Application, Review
from grants.services import assigning, reviews
from grants.services import submission as sending
from sky_portal import clock
from sky_portal.accounts.cast import ensure_authorities
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Organisation, User
from tests.grants import factories

EXAMINING = factories.LAST_INSTANT + timedelta(days=12)
BEFORE = factories.LAST_INSTANT - timedelta(hours=5)


def second_assessor(name: str = "Arvi Arvioija") -> User:
    """Another assessor of the ministry."""
    ensure_authorities()
    office = Organisation.objects.get(code="OKM")
    return factories.make_person(
        office, Role.ASSESSOR, name=name, email=f"{name.split(maxsplit=1)[0].lower()}@okm.example"
    )


def send(call: Any, cast: dict[str, Any], providers: dict[str, Any], *, name: str) -> Application:
    """An application of Iisalmi, sent on the last day."""
    with clock.standing_at(BEFORE):
        ready = factories.make_ready(
            call, organisation=providers["iisalmi"], actor=cast["preparer"], name=name
        )
        sending.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    return ready


def assign(application: Application, *people: User, actor: User, due_on: Any = None) -> list[Review]:
    """Their assessments of the application; they and who assigned them have declared."""
    factories.declare_free(application, *{one.pk: one for one in (*people, actor)}.values())
    return assigning.assign_assessors(application, assessors=people, due_on=due_on, actor=actor)


def score(review: Review, *scores: int | None, reason: str = "Perusteltu.") -> Review:
    """Scores the criteria in their order."""
    review.refresh_from_db()
    known = {one.criterion_id: one.version for one in review.scores.all()}
    for criterion, given in zip(review.application.call.criteria.all(), scores, strict=False):
        reviews.save_score(
            review,
            criterion=criterion,
            score=given,
            reason=reason,
            base_version=known.get(criterion.pk, 0),
            actor=review.assessor,
        )
    review.refresh_from_db()
    return review


def do(review: Review, *scores: int) -> Review:
    """Scores all criteria and finishes."""
    score(review, *scores)
    done = reviews.finish(review, actor=review.assessor)
    assert done.state == ReviewState.DONE
    return done


__all__ = ["BEFORE", "EXAMINING", "assign", "do", "score", "second_assessor", "send"]
