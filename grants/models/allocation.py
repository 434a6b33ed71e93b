"""Sharing out: plans with a row for each application, their changes, and the commitment ledger."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.enums import CommitmentKind, PlanMethod, PlanState
from grants.rules import sees_plan, sees_plan_row
from sky_portal import clock
from sky_portal.audit.append_only import append_only


class PlanQuerySet(models.QuerySet["AllocationPlan"]):
    """Plans as a user may see them."""

    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Those who share out see all plans; the decision-maker what is presented or approved."""
        return self.filter(sees_plan.q(user))


class AllocationPlan(models.Model):
    """A scenario of sharing out the call's appropriation; one of them is presented and approved."""

    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    note = models.TextField(_("what the plan aims at"), max_length=4000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    presented_at = models.DateTimeField(null=True, blank=True)
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Why the decision-maker sent it back the last time.
    returned_reason = models.TextField(_("why it was sent back"), max_length=4000, blank=True)
    # Grows with every change: the number of the plan's last PlanChange.
    revision = models.PositiveIntegerField(default=0)
    # The form's own mark: a double click makes one.
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of sharing out")
        verbose_name_plural = _("plans of sharing out")
        ordering = ("call_id", "made_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("call", "name"), name="plan_name_once_a_call"),
            models.UniqueConstraint(
                fields=("call",), condition=~Q(state="draft"), name="one_presented_plan_a_call"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(presented_at__isnull=False, presented_by__isnull=False),
                name="presented_plan_has_its_presenter",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_plan_has_its_approver",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def case(self) -> Any:
        """The call's case: its trail tells of every step."""
        return self.call.case


class PlanRowQuerySet(models.QuerySet["PlanRow"]):
    """Rows as a user may see them."""

    def visible_to(self, user: Any) -> "PlanRowQuerySet":
        """Those of applications that one reads: a conflict of interest closes its row too."""
        return self.filter(sees_plan_row.q(user))


class PlanRow(models.Model):
    """What a plan proposes for one application. Without a row nothing is proposed.

    The lines stand in `budget`, a Budget of the kind PROPOSED whose lines name the applied lines
    they answer to; Σ lines = total, total − own share − other funding = grant, at every moment.
    """

    plan = models.ForeignKey(AllocationPlan, on_delete=models.PROTECT, related_name="rows")
    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="plan_rows")
    # The version whose sums were looked at.
    submission = models.ForeignKey("grants.Submission", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=PlanMethod, default=PlanMethod.NONE)
    budget = models.OneToOneField(
        "grants.Budget", on_delete=models.PROTECT, null=True, blank=True, related_name="plan_row"
    )
    # Whole euros, as cents: accepted costs and their parts.
    total_cents = models.BigIntegerField(default=0)
    own_share_cents = models.BigIntegerField(default=0)
    other_cents = models.BigIntegerField(default=0)
    grant_cents = models.BigIntegerField(default=0)
    # Why it differs from what was applied for.
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    # Grows with every change: a save that starts from an older one is a conflict.
    revision = models.PositiveIntegerField(default=0)

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a plan")
        verbose_name_plural = _("rows of a plan")
        ordering = ("plan_id", "application_id")
        constraints = (
            models.UniqueConstraint(fields=("plan", "application"), name="application_once_a_plan"),
            models.CheckConstraint(
                condition=Q(
                    total_cents__gte=0, own_share_cents__gte=0, other_cents__gte=0, grant_cents__gte=0
                ),
                name="plan_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    total_cents=models.F("own_share_cents")
                    + models.F("other_cents")
                    + models.F("grant_cents")
                ),
                name="plan_sums_add_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.application_id}: {self.grant_cents}"


class PlanChange(models.Model):
    """One act on a plan with what stood before and after: what undoing puts back."""

    plan = models.ForeignKey(AllocationPlan, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    # What the act was about, in data: the rule and its numbers, the percentage.
    facts = models.JSONField(default=dict)
    # By the application's key: the row as data, null where there was none.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    # The change that put this one back, and the change that this one puts back.
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("change of a plan")
        verbose_name_plural = _("changes of a plan")
        ordering = ("plan_id", "number")
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="plan_change_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} #{self.number} {self.verb}"


class PlanReading(models.Model):
    """How far a person has read a plan: what has changed since is shown to them."""

    plan = models.ForeignKey(AllocationPlan, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("reading of a plan")
        verbose_name_plural = _("readings of plans")
        ordering = ("plan_id", "person_id")
        constraints = (models.UniqueConstraint(fields=("plan", "person"), name="plan_read_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.person_id}: {self.revision}"


@append_only
class Commitment(models.Model):
    """An entry of the ledger: what is left is the appropriations minus the sum of the entries.

    Written and read under the call's lock, by grants.services.allocation.ledger alone. RELEASE has a
    negative amount.
    """

    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="commitments")
    application = models.ForeignKey(
        "grants.Application", on_delete=models.PROTECT, related_name="commitments"
    )
    plan = models.ForeignKey(
        AllocationPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    kind = models.CharField(max_length=10, choices=CommitmentKind)
    amount_cents = models.BigIntegerField(_("amount"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("call_id", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="release", amount_cents__lt=0)
                | (~Q(kind="release") & Q(amount_cents__gt=0)),
                name="commitment_has_its_sign",
            ),
        )

    def __str__(self) -> str:
        return f"{self.call_id} {self.application_id}: {self.kind} {self.amount_cents}"
