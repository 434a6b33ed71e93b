"""Conflict of interest: declared for each application before it opens (HL 27–28 §)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.enums import ConflictState
from grants.rules import sees_conflict
from sky_portal import clock


class ConflictQuerySet(models.QuerySet["ConflictDeclaration"]):
    """Declarations as a user may see them."""

    def visible_to(self, user: Any) -> "ConflictQuerySet":
        """One's own; those who decide on them see all others."""
        return self.filter(sees_conflict.q(user))


class ConflictDeclaration(models.Model):
    """What a person has declared of one application, or what a superior has decided of it.

    CONFLICTED and DISPUTED close everything of the application to the person. What stood before is
    told by the case's audit trail.
    """

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    state = models.CharField(max_length=10, choices=ConflictState, default=ConflictState.FREE)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    declared_at = models.DateTimeField(default=clock.now)
    # Another person claimed the conflict: none when it is the person's own word.
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.TextField(_("reason of the decision"), max_length=2000, blank=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of conflict of interest")
        verbose_name_plural = _("declarations of conflict of interest")
        ordering = ("application_id", "person_id")
        constraints = (
            models.UniqueConstraint(fields=("application", "person"), name="conflict_declared_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision_reason="")),
                name="decided_conflict_has_its_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} · {self.person_id}: {self.state}"

    @property
    def case(self) -> Any:
        """The application's case: its trail tells of every step."""
        return self.application.case
