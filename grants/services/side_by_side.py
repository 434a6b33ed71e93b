"""The assessments of an application beside each other, as far as a person may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grants.enums import ReviewKind, ReviewState
from grants.models import Application, Criterion, Review, ReviewScore
from grants.services.scores import WIDE_SPREAD, weighted_mean


@dataclass(frozen=True)
class Column:
    """One assessment: whose, its weighted mean, and whether a newer version was sent since."""

    review: Review
    mean: Decimal | None
    is_older: bool

    @property
    def is_consensus(self) -> bool:
        """Whether the assessors wrote it together."""
        return self.review.kind == ReviewKind.CONSENSUS


@dataclass(frozen=True)
class Row:
    """One criterion: what each gave and why, in the order of the columns."""

    criterion: Criterion
    cells: list[tuple[Column, ReviewScore | None]]

    @property
    def spread(self) -> int:
        """How far apart the assessors' scores are, in the criterion's own points."""
        scores = [
            cell.score
            for column, cell in self.cells
            if cell and cell.score is not None and not column.is_consensus
        ]
        return max(scores) - min(scores) if scores else 0

    @property
    def is_wide(self) -> bool:
        """Whether somebody should look at it."""
        return self.spread >= WIDE_SPREAD


@dataclass(frozen=True)
class Board:
    """Assessors first, the consensus last."""

    columns: list[Column]
    rows: list[Row]

    @property
    def is_wide(self) -> bool:
        """Whether the means of the assessors are far apart."""
        return self.spread is not None and self.spread >= WIDE_SPREAD

    @property
    def spread(self) -> Decimal | None:
        """How far apart the means of the assessors are; None for fewer than two."""
        means = [one.mean for one in self.columns if one.mean is not None and not one.is_consensus]
        return max(means) - min(means) if len(means) > 1 else None


def board(application: Application, user: Any, criteria: Sequence[Criterion]) -> Board:
    """The assessments that are done and that the person may read: none while they are blind."""
    found = Review.objects.visible_to(user).counting()
    done = found.filter(application=application, state__in=(ReviewState.DONE,))
    reviews = list(done.select_related("assessor").prefetch_related("scores"))
    reviews.sort(key=lambda one: (one.kind == ReviewKind.CONSENSUS, one.assigned_at, one.pk))
    columns = [_column(one, application, criteria) for one in reviews]
    return Board(columns, [_row(one, columns) for one in criteria])


def _column(review: Review, application: Application, criteria: Sequence[Criterion]) -> Column:
    scores = {one.criterion_id: one.score for one in review.scores.all()}
    return Column(
        review, weighted_mean(criteria, scores), review.submission_id != application.current_submission_id
    )


def _row(criterion: Criterion, columns: list[Column]) -> Row:
    return Row(criterion, [(column, _cell(column.review, criterion)) for column in columns])


def _cell(review: Review, criterion: Criterion) -> ReviewScore | None:
    return next((one for one in review.scores.all() if one.criterion_id == criterion.pk), None)
