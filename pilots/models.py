"""Who: the programme and its rules, the municipality register, the consortium."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pilots.enums import LanguageStatus, MemberState
from sky_portal import clock
from sky_portal.texts import TextsField


class Programme(models.Model):
    """What a consortium must know without knowing money; a call stands one-to-one above it."""

    key = models.SlugField(max_length=60, unique=True)
    name = TextsField()
    short_name = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    register_year = models.PositiveSmallIntegerField()
    # [{"rule": "min_municipalities", "count": 4}, …]: any one of them suffices (pilots.eligibility).
    eligibility = models.JSONField(default=list)
    # Absence hours over which pupils are counted: data of the call (FACTS 5).
    absence_thresholds = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.short_name


class Municipality(models.Model):
    """A row of the register of one year; a newer year stands beside the old."""

    register_year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=3)
    name_fi = models.CharField(max_length=60)
    name_sv = models.CharField(max_length=60)
    region_code = models.CharField(max_length=2)
    region_name_fi = models.CharField(max_length=60)
    region_name_sv = models.CharField(max_length=60)
    avi_code = models.CharField(max_length=2)
    avi_name_fi = models.CharField(max_length=80)
    language_status = models.CharField(max_length=5, choices=LanguageStatus)
    population = models.PositiveIntegerField()
    # Residents aged 7–15: the pupils of basic-education age that eligibility asks about.
    school_age = models.PositiveIntegerField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="register_rows"
    )

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("register_year", "code"), name="one_row_a_year"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the page's language."""
        return self.name_sv if (get_language() or "").startswith("sv") else self.name_fi


class Pilot(models.Model):
    """A consortium: one coordinating organisation, the others participating."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="pilot")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pilots")
    name = models.CharField(_("name of the pilot"), max_length=120)
    coordinator = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="coordinated_pilots"
    )
    # Grows with every change of membership; a submission names the version it was sent with.
    membership_version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """An organisation's part in a pilot, confirmed by its own signatory."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="members")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="pilot_memberships"
    )
    state = models.CharField(max_length=10, choices=MemberState, default=MemberState.INVITED)
    invited_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("pilot", "organisation"), name="member_once_a_pilot"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["confirmed", "declined"])
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answer_has_its_evidence",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.pilot}"

    @property
    def case(self) -> models.Model:
        """A member's acts are told in its pilot's case."""
        return self.pilot.case
