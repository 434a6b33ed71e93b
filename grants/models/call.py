"""The call and its parts: all of it is data."""

from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.enums import CallState
from grants.rules import sees_call
from sky_portal import clock
from sky_portal.money import MAX_CENTS
from sky_portal.texts import TextsField, pick


def default_invitation_hours() -> list[int]:
    """Seven and two days before the closing."""
    return [168, 48]


class CallQuerySet(models.QuerySet["Call"]):
    """Calls as a user may see them."""

    def visible_to(self, user: Any) -> "CallQuerySet":
        """Published calls for everybody, drafts for call administrators."""
        return self.filter(sees_call.q(user))


class Call(models.Model):
    """A call for applications. Open, closed and coming follow from the clock, never stored."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="call")
    programme = models.OneToOneField("pilots.Programme", on_delete=models.PROTECT, related_name="call")
    authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="calls")
    slug = models.SlugField(max_length=60, unique=True)
    state = models.CharField(max_length=10, choices=CallState, default=CallState.DRAFT)
    name = TextsField()
    summary = TextsField()
    # The line above the heading: what kind of grant, for which years.
    kicker = TextsField()
    reference = models.CharField(max_length=40, blank=True)
    case_class = models.CharField(max_length=20)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # A call without money asks for no budget: places in a programme are shared out instead.
    shares_money = models.BooleanField(_("shares out money"), default=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    # What is announced as shared out at most; what there is stands in its appropriations.
    amount_cents = models.BigIntegerField(null=True, blank=True)
    own_share_percent = models.PositiveSmallIntegerField(default=20, validators=[MaxValueValidator(100)])
    use_from = models.DateField(null=True, blank=True)
    use_until = models.DateField(null=True, blank=True)
    # Pay of one person for a year above which an applicant is warned; none when there is no cap.
    pay_cap_cents = models.BigIntegerField(
        _("pay cap of a person for a year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_CENTS)],
    )
    question_set = models.ForeignKey("questions.QuestionSet", on_delete=models.PROTECT, related_name="calls")
    # Hours before closing at which drafts are reminded of.
    reminder_hours = models.JSONField(default=list, blank=True)
    # The same for invitations that have not been answered.
    invitation_reminder_hours = models.JSONField(default=default_invitation_hours, blank=True)
    # How many assess each application, each without seeing the others, and whether they agree on one.
    assessors_wanted = models.PositiveSmallIntegerField(
        _("assessors of each application"), default=2, validators=[MaxValueValidator(9)]
    )
    consensus_wanted = models.BooleanField(_("consensus of the assessors"), default=False)
    # The text the signatory attests to when sending (VAL 10 §).
    attestation = TextsField()
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )
    # Digest a key of the data it was loaded from: says what a repeated loading would change.
    source_digests = models.JSONField(default=dict, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ("-opens_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(use_from=None) | Q(use_until=None) | Q(use_until__gte=F("use_from")),
                name="use_period_has_length",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(shares_money=False)
                | Q(use_from__isnull=False, use_until__isnull=False, amount_cents__isnull=False),
                name="published_grant_has_sum_and_period",
            ),
        )

    def __str__(self) -> str:
        return pick(self.name).text

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether an application may be sent at this instant: the closing time itself counts."""
        return self.opens_at <= (at or clock.now()) <= self.closes_at

    @property
    def years(self) -> range:
        """The calendar years of the use period: what a budget line may name."""
        if not self.use_from or not self.use_until:
            return range(0)
        return range(self.use_from.year, self.use_until.year + 1)


class CallText(models.Model):
    """A section of the call's page: heading and Markdown body in each language."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="texts")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    heading = TextsField()
    body = TextsField()

    class Meta:
        verbose_name = _("text of a call")
        verbose_name_plural = _("texts of a call")
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("call", "key"), name="call_text_once"),)

    def __str__(self) -> str:
        return pick(self.heading).text


class CostCategory(models.Model):
    """A kind of cost that the call accepts."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="cost_categories")
    number = models.PositiveSmallIntegerField()
    name = TextsField()
    description = TextsField()
    allows_pay = models.BooleanField(default=True)
    allows_operating = models.BooleanField(default=True)
    # Its lines name the provider's own decision (seed 4: own-group hours by the provider's decision).
    needs_decision = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("cost category")
        verbose_name_plural = _("cost categories")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("call", "number"), name="cost_category_once"),)

    def __str__(self) -> str:
        return f"{self.number} {pick(self.name).text}"


class CallContact(models.Model):
    """A named person who answers questions about the call (HL 8 §)."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="contacts")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    title = TextsField()
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ("place",)

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """A point on the horizon: the life of the call, drawn and listed from the same rows."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="milestones")
    # What the portal itself refers to: "decisions" stands in the receipt.
    key = models.SlugField(max_length=40)
    at = models.DateTimeField()
    # How exactly the date is known and shown: minute, day, month, or a text of its own.
    precision = models.CharField(max_length=10, default="day")
    label = TextsField()
    when = TextsField()
    applicant_does = TextsField()
    # On the timeline under the header too, not only in the list.
    on_horizon = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("call", "key"), name="milestone_once"),)

    def __str__(self) -> str:
        return pick(self.label).text
