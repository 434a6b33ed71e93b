"""A whole sheet of scores saved at once: one wrong field does not cost the writer the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from grants.models import Review, ReviewScore
from grants.services.reviews import ReviewConflict, save_score, save_summary
from sky_portal import locks

# The key under which the whole in words travels; no criterion's key begins so.
SUMMARY = "_summary"


@dataclass(frozen=True)
class Typed:
    """What was typed by one criterion (or as the whole in words), over the version that was seen."""

    text: str
    version: int
    score: int | None = None


@dataclass
class ScoringResult:
    """What became of each, by the criterion's key; the parts share no key."""

    saved: dict[str, ReviewScore | Review] = field(default_factory=dict)
    errors: dict[str, ValidationError] = field(default_factory=dict)
    conflicts: dict[str, ReviewScore | Review] = field(default_factory=dict)

    @property
    def all_saved(self) -> bool:
        """Whether everything that was typed is in the database."""
        return not (self.errors or self.conflicts)


def save_all(review: Review, *, typed: Mapping[str, Typed], actor: Any) -> ScoringResult:
    """Saves what can be saved, and tells of the rest. Raises StepForbidden, StepRefused."""
    result = ScoringResult()
    criteria = {one.key: one for one in review.application.call.criteria.all()}
    with locks.act():
        for key, one in typed.items():
            try:
                if key == SUMMARY:
                    result.saved[key] = save_summary(
                        review, text=one.text, base_revision=one.version, actor=actor
                    )
                elif key in criteria:
                    result.saved[key] = save_score(
                        review,
                        criterion=criteria[key],
                        score=one.score,
                        reason=one.text,
                        base_version=one.version,
                        actor=actor,
                    )
            except ValidationError as error:
                result.errors[key] = error
            except ReviewConflict as conflict:
                result.conflicts[key] = conflict.current
    return result


def version_of(stored: ReviewScore | Review) -> int:
    """The version that a save must start from."""
    return stored.revision if isinstance(stored, Review) else stored.version


def text_of(stored: ReviewScore | Review) -> str:
    """The words that stand there."""
    return stored.summary if isinstance(stored, Review) else stored.reason


def score_of(stored: ReviewScore | Review) -> int | None:
    """The score that stands there; none beside the whole in words."""
    return None if isinstance(stored, Review) else stored.score
