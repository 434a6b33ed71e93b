"""Budgets: one line is member × cost category × pay or operating × year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.enums import BudgetKind, BudgetState, CostType
from sky_portal.money import MAX_CENTS


class Budget(models.Model):
    """A version of one kind of budget of an application.

    Sending freezes the applied version; the next change of the working copy opens a new one.
    """

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="budgets")
    kind = models.CharField(max_length=10, choices=BudgetKind)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=BudgetState, default=BudgetState.OPEN)
    # Grows with every saved change: a save that starts from an older one is a conflict.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = (
            models.UniqueConstraint(fields=("application", "kind", "version"), name="budget_version_once"),
        )
        ordering = ("application_id", "kind", "version")

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind} {self.version}"


class BudgetLine(models.Model):
    """One cost, in whole euros (as cents) while it is applied for."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="lines")
    member = models.ForeignKey(
        "pilots.Member", on_delete=models.PROTECT, related_name="budget_lines", verbose_name=_("member")
    )
    category = models.ForeignKey(
        "grants.CostCategory", on_delete=models.PROTECT, related_name="+", verbose_name=_("cost category")
    )
    cost_type = models.CharField(_("type"), max_length=10, choices=CostType)
    year = models.PositiveSmallIntegerField(_("year"))
    basis = models.CharField(_("basis"), max_length=200)
    person_months = models.DecimalField(
        _("person-months"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    amount_cents = models.BigIntegerField(
        _("cost"), validators=[MinValueValidator(0), MaxValueValidator(MAX_CENTS)]
    )
    # The provider's own decision on which the cost rests, where the category asks for it.
    decision = models.CharField(_("provider's decision"), max_length=120, blank=True)
    # In a proposed or granted budget: the applied line that it answers to.
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered", editable=False
    )
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("place", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_cents__gte=0, amount_cents__lte=MAX_CENTS), name="cost_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.basis


class OtherFunding(models.Model):
    """Other public funding of the same costs, by granter."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="other_funding")
    granter = models.CharField(_("granter"), max_length=120)
    amount_cents = models.BigIntegerField(
        _("amount"), validators=[MinValueValidator(0), MaxValueValidator(MAX_CENTS)]
    )

    class Meta:
        verbose_name = _("other public funding")
        verbose_name_plural = _("other public funding")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(amount_cents__gte=0), name="other_funding_not_negative"),
        )

    def __str__(self) -> str:
        return self.granter
