"""The verbs of assessment: score by criterion with a reason, finish, agree on one.

An assessor's words are nobody else's until all assessments of the application are done. The audit
trail tells which criterion was saved in which version, never the score itself.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from grants.enums import ReviewKind
from grants.models import Application, Criterion, Review, ReviewScore
from grants.models.review import LONGEST_REASON
from grants.rules import writes_consensus
from grants.services.eligibility import SentAnew
from grants.services.scores import keep_score
from grants.workflows import REVIEW
from sky_portal import clock, locks
from sky_portal.audit import services as audit

__all__ = [
    "ReviewConflict",
    "SentAnew",
    "begin_consensus",
    "consensus_of",
    "finish",
    "keep_score",
    "reopen",
    "save_score",
    "save_summary",
    "take_away",
]


class ReviewConflict(Exception):
    """Something else was saved since; `current` is what stands there now, nothing was saved."""

    def __init__(self, current: ReviewScore | Review) -> None:
        super().__init__(f"{current} has been saved meanwhile")
        self.current = current


def save_score(
    review: Review,
    *,
    criterion: Criterion,
    score: int | None,
    reason: str,
    base_version: int | None,
    actor: Any,
) -> ReviewScore:
    """Saves the score by one criterion and its reason; either may still be lacking.

    `base_version` is the version that the writer saw, nought or None for nothing yet; what has
    moved on raises ReviewConflict unless it says the same already. Raises StepForbidden for others
    than the assessor, StepRefused when the assessment is done or has ended, ValidationError on a
    score that the scale lacks or a reason that is too long.
    """
    reason = _in_words(reason)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locked = locks.lock(Review, pk=review.pk)
        stored = locked.scores.filter(criterion=criterion).first() or ReviewScore(
            review=locked, criterion=criterion, version=0
        )
        if (stored.score, stored.reason) == (score, reason) and REVIEW.may("save_score", actor, locked):
            return stored
        with REVIEW.step("save_score", review, actor=actor, at=at) as row:
            _check(row, criterion, score)
            if stored.version != (base_version or 0):
                raise ReviewConflict(stored)
            stored.review, stored.score, stored.reason = row, score, reason
            stored.version, stored.changed_at = stored.version + 1, at
            stored.save()
            _of_version(row)
            row.act.facts = {"criterion": criterion.key, "version": stored.version}
    return stored


def save_summary(review: Review, *, text: str, base_revision: int | None, actor: Any) -> Review:
    """Saves the whole in words. Raises like `save_score`."""
    text = _in_words(text)
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        locked = locks.lock(Review, pk=review.pk)
        if locked.summary == text and REVIEW.may("save_score", actor, locked):
            return locked
        with REVIEW.step("save_score", review, actor=actor, at=at) as row:
            if row.revision != (base_revision or 0):
                raise ReviewConflict(row)
            row.summary, row.revision = text, row.revision + 1
            _of_version(row)
            row.act.facts = {"summary": row.revision}
    return row


def finish(review: Review, *, seen: int | None = None, actor: Any) -> Review:
    """Says that the assessment is ready; when it was the last, everybody's become readable.

    `seen` is the number of the submission that the assessor had before them. Raises ValidationError
    by the keys of criteria that lack a score or a reason, SentAnew when a newer version has arrived
    meanwhile, StepForbidden, StepRefused.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        # Two who finish at once: the later one sees that the earlier is done.
        application = locks.lock(Application, pk=review.application_id)
        with REVIEW.step("finish", review, actor=actor, at=at) as row:
            sent = application.current_submission
            assert sent is not None
            if seen is not None and sent.number != seen:
                raise SentAnew(sent)
            scores = _complete(row)
            row.submission, row.done_at = sent, at
            row.act.facts = {"submission": sent.number, "sha256": _digest(row, scores)}
        keep_score(application)
    return row


def reopen(review: Review, *, actor: Any) -> Review:
    """Takes the assessment up again, while nobody has read the others'. Raises StepForbidden, StepRefused."""
    return _turn(review, "reopen", actor)


def take_away(review: Review, *, actor: Any) -> Review:
    """Ends another's assessment that is not done; its words stay. Raises StepForbidden, StepRefused."""
    return _turn(review, "take_away", actor)


def begin_consensus(application: Application, *, actor: Any) -> Review:
    """The consensus on the application, begun when it is not there yet.

    One that a conflict of interest ended is begun anew, without its scores. Raises PermissionDenied
    for who may not write it, or while an assessment is not done; ValidationError when the call asks
    for none.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locks.lock(Application, pk=application.pk)
        if not writes_consensus.test(actor, application):
            raise PermissionDenied("only who has assessed and the presenting officer, when all is done")
        if not application.call.consensus_wanted:
            raise ValidationError(_("The call asks for no consensus."))
        known = consensus_of(application)
        if known is None:
            return _new_consensus(application, actor, at)
        if REVIEW.may("begin_again", actor, known):
            with REVIEW.step("begin_again", known, actor=actor, at=at) as known:
                known.scores.all().delete()
                known.assessor, known.assigned_at, known.done_at = actor, at, None
                known.submission, known.summary = application.current_submission, ""
                known.revision += 1
        return known


def consensus_of(application: Application) -> Review | None:
    """The application's consensus, whatever has become of it."""
    return Review.objects.filter(application=application, kind=ReviewKind.CONSENSUS).first()


def _new_consensus(application: Application, actor: Any, at: datetime) -> Review:
    made = Review(
        application=application,
        kind=ReviewKind.CONSENSUS,
        assessor=actor,
        submission=application.current_submission,
        assigned_at=at,
    )
    made.full_clean()
    made.save()
    audit.record(application.case, verb="begin_consensus", thing=made, actor=actor, at=at)
    return made


def _turn(review: Review, step: str, actor: Any) -> Review:
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        application = locks.lock(Application, pk=review.application_id)
        with REVIEW.step(step, review, actor=actor, at=at) as row:
            row.done_at = None
            row.act.facts = {"assessor": row.assessor_id}
        keep_score(application)
    return row


def _in_words(text: str) -> str:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("Write at most %(count)s characters.") % {"count": LONGEST_REASON}}
        )
    return text


def _check(review: Review, criterion: Criterion, score: int | None) -> None:
    if criterion.call_id != review.application.call_id:
        raise ValidationError({"score": _("The call has no such criterion.")})
    if score is not None and not criterion.lowest <= score <= criterion.highest:
        words = _("Choose a score from %(lowest)s to %(highest)s.")
        ends = {"lowest": criterion.lowest, "highest": criterion.highest}
        raise ValidationError({"score": words % ends})


def _of_version(review: Review) -> None:
    """What is scored first is the version that was scored; finishing says whether a newer one was read."""
    if review.submission_id is None:
        review.submission = review.application.current_submission


def _complete(review: Review) -> list[ReviewScore]:
    """The scores, one a criterion; raises ValidationError by the keys of those that lack something."""
    found = {one.criterion_id: one for one in review.scores.all()}
    lacking: dict[str, str] = {}
    for criterion in review.application.call.criteria.all():
        given = found.get(criterion.pk)
        if given is None or given.score is None:
            lacking[criterion.key] = _("Give a score.")
        elif not given.reason:
            lacking[criterion.key] = _("Write the reason for the score.")
    if lacking:
        raise ValidationError(lacking)
    return list(found.values())


def _digest(review: Review, scores: list[ReviewScore]) -> str:
    """Proves later which words and scores the assessment had when it was done; tells none of them."""
    told = [
        [one.criterion_id, one.score, one.reason] for one in sorted(scores, key=lambda one: one.criterion_id)
    ]
    return audit.digest({"review": review.pk, "scores": told, "summary": review.summary})
