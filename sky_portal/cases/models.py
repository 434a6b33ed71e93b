"""A case: what audit, documents and messages hang on."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sky_portal import clock
from sky_portal.enums import Language


class Case(models.Model):
    """One matter of one kind. Its language is the language of its decision (kielilaki)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The name by which the thing is reached from its case (`application`, `pilot`): the apps'
    # one-to-one fields give it as their related name, so the kernel needs to know none of them.
    kind = models.CharField(max_length=30)
    number = models.CharField(_("case number"), max_length=50, unique=True, null=True, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FI)
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.number or f"{self.kind} {self.uuid}"

    @property
    def thing(self) -> models.Model | None:
        """What the case is about; None while it has not been made."""
        return getattr(self, self.kind, None)


class NumberSeries(models.Model):
    """An authority's gapless series of case numbers a year, or a range its registry reserved.

    Numbers read `OKM/31/520/2021`: authority, running number, case class, year. The class
    belongs to the matter (a call says which); the running number is the authority's own.
    """

    authority = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)
    last_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = (
            models.UniqueConstraint(fields=("authority", "year"), name="one_series_a_year"),
            models.CheckConstraint(
                condition=Q(last_number=None) | Q(next_number__lte=F("last_number") + 1),
                name="series_within_its_range",
            ),
        )

    def __str__(self) -> str:
        return f"{self.authority}/…/{self.year}"
