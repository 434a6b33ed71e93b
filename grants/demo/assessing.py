"""How the assessors score in the story: in sessions of a few applications, one left half done.

The data name a level for each application; scores are found that come nearest to it in the call's
own weights, so that means, ranking and ties follow from the data alone.
"""

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from grants.demo.consortium import Event, moment
from grants.demo.examining import Examination
from grants.enums import ReviewKind, ReviewState
from grants.models import Application, Criterion, Review, ReviewScore
from grants.services import reviews
from grants.services.scores import exact_mean
from grants.workflows import REVIEW

PLAN: dict[str, Any] = json.loads(Path(__file__).with_name("assessing.json").read_text(encoding="utf-8"))
BEGUN = (ReviewState.IN_PROGRESS,)
OPEN = (ReviewState.ASSIGNED, *BEGUN)
# Whoever stops in the middle has scored by so many criteria.
HALF = 2
# The number of a session that ends all work.
ALL = 0
# Scores up to this are told in the words for low ones, from that in those for high ones.
LOW, HIGH = 2, 4
# The two assessors of one application are so far from its level, by turns.
SHIFTS = (Fraction(1, 10), Fraction(-1, 10), Fraction(1, 5), Fraction(-1, 5), Fraction(0))


class Assessing:
    """The assessors at work; when each sits down stands in assessing.json."""

    def __init__(self, examination: Examination) -> None:
        self.examination = examination
        by_key = examination.by_key.items()
        self.keys: dict[UUID | None, str] = {consortium.token: key for key, consortium in by_key}
        self.places = {key: place for place, key in enumerate(self.keys.values())}

    def events(self) -> Iterator[Event]:
        """Every session of everybody."""
        for key, sessions in PLAN["sessions"].items():
            for at, count in sessions:
                yield Event(moment(at), partial(self.sit_down, key, count))

    def sit_down(self, key: str, count: int) -> None:
        """Finishes what was begun, scores `count` more (ALL: every one) and begins the next."""
        person = self.examination.official(key)
        own = Review.objects.filter(assessor=person, kind=ReviewKind.INDIVIDUAL, state__in=OPEN)
        mine = own.filter(application__call=self.examination.call)
        found = sorted(mine.select_related("application__call"), key=_begun_first)
        # What one has not declared on is still closed.
        waiting = [review for review in found if REVIEW.may("save_score", person, review)]
        begun = sum(review.state in BEGUN for review in waiting)
        whole = len(waiting) if count == ALL else begun + count
        for review in waiting[:whole]:
            self.score(review)
            reviews.finish(review, actor=person)
        for review in waiting[whole : whole + 1]:
            self.score(review, only=HALF)

    def score(self, review: Review, *, only: int | None = None) -> None:
        """Scores with a reason by each criterion, or by the first few; what stands already stays."""
        application, person = review.application, review.assessor
        criteria = list(application.call.criteria.all())
        scores, turn = fitting(criteria, self.level(review)), self._place(application) + _turn(review)
        stands = {one.criterion_id: one for one in review.scores.all()}
        for place, (criterion, score) in enumerate(zip(criteria[:only], scores, strict=False)):
            known = stands.get(criterion.pk) or ReviewScore(version=0)
            given = score if known.score is None else known.score
            words = _words(PLAN["reasons"].get(criterion.key, {}), given, application, turn + place)
            reviews.save_score(
                review,
                criterion=criterion,
                score=given,
                reason=known.reason or words,
                base_version=known.version,
                actor=person,
            )
        if only is None and not review.summary:
            whole = round(sum(scores) / max(len(scores), 1))
            text = _words(PLAN["summaries"], whole, application, turn)
            reviews.save_summary(review, text=text, base_revision=review.revision, actor=person)

    def level(self, review: Review) -> Fraction:
        """How good this assessor finds the application, between the ends of the scale."""
        application = review.application
        key = self.keys.get(application.start_token, "")
        others = PLAN["otherwise"]
        place = self._place(application)
        level = Fraction(str(PLAN["levels"].get(key, others[place % len(others)])))
        apart = PLAN["apart"].get(key)
        shift = SHIFTS[place % len(SHIFTS)] if apart is None else Fraction(str(apart))
        return level + (-shift if _turn(review) % 2 else shift)

    def _place(self, application: Application) -> int:
        """The application's place in the story; that of its row where it is somebody's own."""
        return self.places.get(self.keys.get(application.start_token, ""), application.pk)


def events(examination: Examination) -> Iterator[Event]:
    """All that the assessors do."""
    yield from Assessing(examination).events()


def fitting(criteria: Sequence[Criterion], level: Fraction) -> list[int]:
    """Whole scores whose weighted mean comes nearest to the level, one more where that brings it nearer."""
    scores = [max(one.lowest, min(one.highest, int(level))) for one in criteria]
    for place, one in enumerate(criteria):
        more = [*scores[:place], min(one.highest, scores[place] + 1), *scores[place + 1 :]]
        if abs(_mean(criteria, more) - level) < abs(_mean(criteria, scores) - level):
            scores = more
    return scores


def _mean(criteria: Sequence[Criterion], scores: list[int]) -> Fraction:
    given = {one.pk: score for one, score in zip(criteria, scores, strict=True)}
    return exact_mean(criteria, given) or Fraction(0)


def _turn(review: Review) -> int:
    """Which of the application's assessors this is, in the order in which they were given it."""
    counting = Review.objects.counting().filter(application=review.application_id, pk__lt=review.pk)
    return counting.count()


def _begun_first(review: Review) -> tuple[bool, int]:
    return (review.state not in BEGUN, review.pk)


def _words(texts: dict[str, Any], score: int, application: Application, turn: int) -> str:
    """One of the plan's sentences for the score, in the language of the case."""
    degree = "low" if score <= LOW else "high" if score >= HIGH else "mid"
    said = texts.get(degree, {})
    found = said.get(application.language) or said.get("fi") or ["–"]
    return found[turn % len(found)]
