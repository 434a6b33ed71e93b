"""Scores as figures: the weighted mean of one assessment, the mean and the spread of several.

Scales of different length count alike: a score is its place between the ends of its scale, and
places are told on the call's common scale. Reckoned in whole fractions, rounded once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grants.enums import ReviewKind, ReviewState
from grants.models import Application, Criterion, ReviewScore

PLACES = Decimal("0.001")
# From here on assessors are far enough apart to be looked at (on the call's common scale).
WIDE_SPREAD = Decimal("1.5")
# Scores of one assessment by the key of the criterion.
Scores = Mapping[int, int | None]


@dataclass(frozen=True)
class Scale:
    """The ends of a scale."""

    lowest: int
    highest: int

    def at(self, place: Fraction) -> Fraction:
        """What lies at a place between nought (the lowest score) and one (the highest)."""
        return self.lowest + place * (self.highest - self.lowest)


def common_scale(criteria: Iterable[Criterion]) -> Scale | None:
    """The scale on which means are told: that of all criteria, or the longest, the first of such.

    None for a call without criteria.
    """
    scales = [Scale(one.lowest, one.highest) for one in criteria]
    return max(scales, key=lambda scale: scale.highest - scale.lowest, default=None)


def are_alike(criteria: Iterable[Criterion]) -> bool:
    """Whether all criteria have one scale: then the mean is plainly that of the scores."""
    return len({(one.lowest, one.highest) for one in criteria}) <= 1


def exact_mean(criteria: Sequence[Criterion], scores: Scores) -> Fraction | None:
    """The weighted mean as it is; None while a criterion has no score."""
    scale = common_scale(criteria)
    if scale is None:
        return None
    place = Fraction(0)
    for one in criteria:
        score = scores.get(one.pk)
        if score is None:
            return None
        place += one.weight * Fraction(score - one.lowest, one.highest - one.lowest)
    return scale.at(place / sum(one.weight for one in criteria))


def weighted_mean(criteria: Sequence[Criterion], scores: Scores) -> Decimal | None:
    """The weighted mean in thousandths, halves upwards; None while a criterion has no score."""
    return rounded(exact_mean(criteria, scores))


def rounded(value: Fraction | None) -> Decimal | None:
    """In thousandths, halves upwards."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(PLACES, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Verdict:
    """What an application's assessments come to; both None until all that are wanted are done."""

    score: Decimal | None = None
    spread: Decimal | None = None


def verdict_of(
    criteria: Sequence[Criterion], individual: Sequence[Scores], consensus: Scores | None = None
) -> Verdict:
    """The consensus where there is one, else the mean of the means; and how far the means are apart."""
    means = [mean for scores in individual if (mean := exact_mean(criteria, scores)) is not None]
    if not means:
        return Verdict()
    agreed = exact_mean(criteria, consensus) if consensus is not None else None
    score = sum(means, Fraction(0)) / len(means) if agreed is None else agreed
    return Verdict(rounded(score), rounded(max(means) - min(means)))


def keep_score(application: Application) -> None:
    """Keeps the score and spread on the application's row, which the caller's act holds locked.

    Called by whatever makes, ends or takes away an assessment. While one is not done, or fewer are
    done than the call wants, there is no score: it would tell an assessor of another's.
    """
    verdict = _verdict_on(application)
    if (application.score, application.score_spread) == (verdict.score, verdict.spread):
        return
    application.score, application.score_spread = verdict.score, verdict.spread
    application.save(update_fields=["score", "score_spread"])


def _verdict_on(application: Application) -> Verdict:
    reviews = list(application.reviews.counting().order_by("pk"))  # type: ignore[attr-defined]
    individual = [one for one in reviews if one.kind == ReviewKind.INDIVIDUAL]
    under_way = [one for one in individual if one.state not in (ReviewState.DONE,)]
    if under_way or len(individual) < max(application.call.assessors_wanted, 1):
        return Verdict()
    by_review = scores_of(reviews)
    agreed = [one for one in reviews if one not in individual and one.state in (ReviewState.DONE,)]
    return verdict_of(
        list(application.call.criteria.all()),
        [by_review[one.pk] for one in individual],
        by_review[agreed[0].pk] if agreed else None,
    )


def scores_of(reviews: Iterable[object]) -> dict[int, dict[int, int | None]]:
    """Scores by assessment and criterion, in one query."""
    found: dict[int, dict[int, int | None]] = {one.pk: {} for one in reviews}  # type: ignore[attr-defined]
    rows = ReviewScore.objects.filter(review__in=found).order_by()
    for review, criterion, score in rows.values_list("review_id", "criterion_id", "score"):
        found[review][criterion] = score
    return found
