"""The order of a call's applications by their score, with ties, spread and what is still to be done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models.functions import Length

from grants.enums import ReviewKind, ReviewState
from grants.models import Application, Call, Review
from grants.rules import has_conflict, is_withdrawn, reads_sent
from grants.services.scores import WIDE_SPREAD, Scale, common_scale, weighted_mean

__all__ = ["WIDE_SPREAD", "RankedRow", "Ranking", "Standing", "ranking", "weighted_mean"]

# A number of a series sorts as a number, not as text.
BY_NUMBER = (Length("case__number"), "case__number", "pk")


@dataclass(frozen=True)
class Standing:
    """How far the assessments of an application are."""

    done: int = 0
    assigned: int = 0
    wanted: int = 0
    consensus_done: bool = False
    # The person assesses it and some assessment is not done: how the others stand is not told.
    blind: bool = False

    @property
    def complete(self) -> bool:
        """Whether as many are done as the call wants, and all that were assigned."""
        return self.assigned >= max(self.wanted, 1) and self.done == self.assigned


@dataclass(frozen=True)
class RankedRow:
    """One application of the ranking. Places are shared by equal scores: 1, 2, 2, 4."""

    application: Application
    standing: Standing
    place: int | None = None
    # How many share the place.
    sharing: int = 1

    @property
    def score(self) -> Decimal | None:
        """The consensus, or the mean of the assessors' weighted means."""
        return self.application.score

    @property
    def spread(self) -> Decimal | None:
        """How far apart the assessors' weighted means are."""
        return self.application.score_spread

    @property
    def is_wide(self) -> bool:
        """Whether the assessors are so far apart that somebody should look at it."""
        return self.spread is not None and self.spread >= WIDE_SPREAD

    @property
    def is_tied(self) -> bool:
        """Whether another application has the same score."""
        return self.sharing > 1


@dataclass(frozen=True)
class Ranking:
    """The call's ranking as one person may see it."""

    call: Call
    rows: list[RankedRow]
    scale: Scale | None
    # The person knows so: they have declared it. Nothing of those applications is in the ranking.
    has_conflicts: bool

    @property
    def ranked(self) -> list[RankedRow]:
        """Those with a score, the highest first."""
        return [row for row in self.rows if row.place is not None]

    @property
    def waiting(self) -> list[RankedRow]:
        """Those whose assessments are not done, by case number."""
        return [row for row in self.rows if row.place is None]


def ranking(call: Call, user: Any) -> Ranking:
    """The applications of the call that the person reads, the highest score first.

    What was withdrawn is not ranked. Places are counted among what is shown: a gap would tell where
    an application stands in which the person has a conflict of interest.
    """
    of_call = Application.objects.filter(call=call).exclude(is_withdrawn.q(user))
    found = list(of_call.filter(reads_sent.q(user)).for_list().order_by(*BY_NUMBER))
    found.sort(key=_order)
    standings = standings_of(found, call, user)
    together = Counter(one.score for one in found)
    rows, ahead = [], 0
    places: dict[Decimal, int] = {}
    for one in found:
        if one.score is None:
            rows.append(RankedRow(one, standings[one.pk]))
            continue
        ahead += 1
        place = places.setdefault(one.score, ahead)
        rows.append(RankedRow(one, standings[one.pk], place, together[one.score]))
    closed = Application.objects.filter(call=call).filter(has_conflict.q(user)).exists()
    return Ranking(call, rows, common_scale(call.criteria.all()), closed)


def standings_of(applications: Iterable[Application], call: Call, user: Any) -> dict[int, Standing]:
    """How far the assessments of each are, in one query."""
    reviews: dict[int, list[Review]] = {one.pk: [] for one in applications}
    counting = Review.objects.counting().filter(application__in=reviews).order_by("pk")
    for review in counting.only("application_id", "assessor_id", "kind", "state"):
        reviews[review.application_id].append(review)
    return {pk: _standing(found, call.assessors_wanted, user) for pk, found in reviews.items()}


def _standing(reviews: list[Review], wanted: int, user: Any) -> Standing:
    individual = [one for one in reviews if one.kind == ReviewKind.INDIVIDUAL]
    done = [one for one in individual if one.state in (ReviewState.DONE,)]
    own = any(one.assessor_id == user.pk for one in individual)
    return Standing(
        done=len(done),
        assigned=len(individual),
        wanted=wanted,
        consensus_done=any(one.state in (ReviewState.DONE,) for one in reviews if one not in individual),
        blind=own and len(done) < len(individual),
    )


def _order(application: Application) -> tuple[bool, Decimal]:
    # Sorting keeps the order of case numbers among equal scores, and of those without one.
    return application.score is None, -(application.score or Decimal(0))
