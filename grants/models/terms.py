"""The terms of a call, one table a kind: money at hand, attachments, criteria, instalments, dates."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.enums import DateKind
from sky_portal.texts import TextsField, pick, validate_texts

HIGHEST_SCORE = 10


def validate_scale(value: Any) -> None:
    """Refuses anything but a list of `{"score": whole number, "text": {fi, sv, en}}`."""
    from django.core.exceptions import ValidationError

    if not isinstance(value, list) or not all(
        isinstance(step, dict) and set(step) == {"score", "text"} and type(step["score"]) is int
        for step in value
    ):
        raise ValidationError(_("A scale is a list of scores, each with its text."))
    for step in value:
        validate_texts(step["text"])


class Appropriation(models.Model):
    """Money that the authority has at its disposal for a call: an entry with its day and budget item."""

    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="appropriations")
    dated = models.DateField(_("in force from"))
    budget_item = models.CharField(_("budget item"), max_length=30)
    amount_cents = models.BigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("appropriation")
        verbose_name_plural = _("appropriations")
        ordering = ("dated", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="appropriation_has_an_amount"),
        )

    def __str__(self) -> str:
        return f"{self.budget_item} {self.dated}"


class AttachmentAsked(models.Model):
    """An attachment that the call asks applicants for."""

    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="attachments_asked")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    name = TextsField()
    help = TextsField()
    required = models.BooleanField(_("required"), default=False)

    class Meta:
        verbose_name = _("attachment asked for")
        verbose_name_plural = _("attachments asked for")
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("call", "key"), name="attachment_asked_once"),)

    def __str__(self) -> str:
        return pick(self.name).text


class Criterion(models.Model):
    """What applications are assessed by: a weight among all and a scale of scores with its texts."""

    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    name = TextsField()
    help = TextsField()
    # In per cent of the whole; the weights of a published call make 100.
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    lowest = models.PositiveSmallIntegerField(
        _("lowest score"), default=0, validators=[MaxValueValidator(HIGHEST_SCORE)]
    )
    highest = models.PositiveSmallIntegerField(
        _("highest score"), default=5, validators=[MaxValueValidator(HIGHEST_SCORE)]
    )
    # [{"score": 5, "text": {fi, sv, en}}, …]: what a score means, for as many scores as need words.
    scale = models.JSONField(default=list, blank=True, validators=[validate_scale])

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("call", "key"), name="criterion_once"),
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="scale_has_two_ends"),
        )

    def __str__(self) -> str:
        return pick(self.name).text


class Instalment(models.Model):
    """A part of the grant that is paid at one time (VAL 12 §), in whole per cent of the grant."""

    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="instalments")
    place = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(
        _("share"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    # The day on which it is paid at the earliest, where one is set; the condition says what else.
    dated = models.DateField(_("earliest day of payment"), null=True, blank=True)
    condition = TextsField()

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("place",)

    def __str__(self) -> str:
        return f"{self.place}: {self.percent} %"


class CallDate(models.Model):
    """A day that the decisions will name: when they are served, when reports on use are due."""

    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(_("kind"), max_length=15, choices=DateKind)
    dated = models.DateField(_("day"))
    label = TextsField()

    class Meta:
        verbose_name = _("date of a call")
        verbose_name_plural = _("dates of a call")
        ordering = ("dated", "pk")
        constraints = (models.UniqueConstraint(fields=("call", "kind", "dated"), name="call_date_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.dated}"


class PastRecipient(models.Model):
    """Who was given the call's grant by decisions made outside of the portal, as recorded in it."""

    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="past_recipients")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="past_grants"
    )
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recipient by an earlier decision")
        verbose_name_plural = _("recipients by earlier decisions")
        ordering = ("call_id", "pk")
        constraints = (
            models.UniqueConstraint(fields=("call", "organisation"), name="past_recipient_once_a_call"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.call}"
