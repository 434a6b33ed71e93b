"""Assessment: who scores an application by which criterion, and why."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.enums import ReviewKind, ReviewState
from grants.rules import sees_review
from sky_portal import clock

LONGEST_REASON = 4000


class ReviewQuerySet(models.QuerySet["Review"]):
    """Assessments as a user may see them."""

    def visible_to(self, user: Any) -> "ReviewQuerySet":
        """One's own; others' only when one's own of the same application is done too."""
        return self.filter(sees_review.q(user))

    def counting(self) -> "ReviewQuerySet":
        """Those that neither a conflict nor a change of assessor has ended."""
        return self.exclude(state__in=(ReviewState.CONFLICTED, ReviewState.REMOVED))


class Review(models.Model):
    """One assessor's scores of one application, or the consensus that the call asks for."""

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=ReviewKind, default=ReviewKind.INDIVIDUAL)
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.ASSIGNED)
    # The version that was scored; set when the first score is given.
    submission = models.ForeignKey(
        "grants.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    summary = models.TextField(_("the whole in words"), max_length=LONGEST_REASON, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # Grows with every saved change of the summary: a save that starts from an older one is a conflict.
    revision = models.PositiveIntegerField(default=0)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("application_id", "kind", "assigned_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application", "assessor"),
                condition=Q(kind="individual"),
                name="review_once_an_assessor",
            ),
            models.UniqueConstraint(
                fields=("application",), condition=Q(kind="consensus"), name="one_consensus"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False, submission__isnull=False),
                name="done_review_has_its_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} · {self.assessor_id}: {self.state}"

    @property
    def case(self) -> Any:
        """The application's case: its trail tells of every step."""
        return self.application.case


class ReviewScore(models.Model):
    """A score by one criterion with its written reason, saved one by one with a version each."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("grants.Criterion", on_delete=models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ("review_id", "criterion__place", "pk")
        constraints = (models.UniqueConstraint(fields=("review", "criterion"), name="score_once"),)

    def __str__(self) -> str:
        return f"{self.review_id} {self.criterion_id}: {self.score}"
