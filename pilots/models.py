"""Who: the programme and its rules, the municipality register, the consortium."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilots.eligibility.rules import check_rules
from pilots.enums import LanguageStatus, MemberState
from pilots.rules import reads_answer, sees_member, sees_notice, sees_pilot
from sky_portal import clock
from sky_portal.alphabet import name_language
from sky_portal.audit.append_only import append_only
from sky_portal.texts import TextsField, validate_texts


def validate_commitments(value: Any) -> None:
    """Refuses anything but a list of `{"key": word, "text": {fi, sv, en}}`, each key once."""
    if not isinstance(value, list) or not all(
        isinstance(one, dict) and set(one) == {"key", "text"} and isinstance(one["key"], str) and one["key"]
        for one in value
    ):
        raise ValidationError(_("Commitments are a list of texts, each with its key."))
    for one in value:
        validate_texts(one["text"])
    if len({one["key"] for one in value}) < len(value):
        raise ValidationError(_("Two commitments have the same key."))


class Programme(models.Model):
    """What a consortium must know without knowing money; a call stands one-to-one above it."""

    key = models.SlugField(max_length=60, unique=True)
    name = TextsField()
    short_name = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    register_year = models.PositiveSmallIntegerField()
    # [{"rule": "min_municipalities", "count": 4}, …]: any one of them suffices (pilots.eligibility.rules).
    eligibility = models.JSONField(default=list, blank=True, validators=[check_rules])
    # Who may apply at all: all providers, or those who were given an earlier programme's grant.
    recipients_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continuations"
    )
    # [{"key": "evaluation", "text": {fi, sv, en}}, …]: what a member accepts by confirming its part.
    commitments = models.JSONField(default=list, blank=True, validators=[validate_commitments])
    # Education is Åland's own matter (Act on the Autonomy of Åland 1144/1991, 18 §), so that its
    # municipalities count only where a programme says so.
    counts_aland = models.BooleanField(default=False)
    # Absence hours over which pupils are counted: data of the call (FACTS 5).
    absence_thresholds = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.short_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError with every fault of the rules: a verdict needs rules that can be read."""
        check_rules(self.eligibility)
        super().save(*args, **kwargs)

    @property
    def conditions(self) -> Any:
        """The whole condition: who may apply at all, and what the rules ask."""
        if self.recipients_of is None:
            return self.eligibility
        only = {"rule": "recipients_of", "programme": self.recipients_of.key}
        return {"all": [only, self.eligibility]} if self.eligibility else [only]


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
        return self.name_sv if name_language() == "sv" else self.name_fi


class PilotQuerySet(models.QuerySet["Pilot"]):
    """Pilots as a user may see them."""

    def visible_to(self, user: Any) -> "PilotQuerySet":
        """Those that one's own organisations lead or belong to, and what later layers open."""
        return self.filter(sees_pilot.q(user))


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

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    """Members as a user may see them."""

    def visible_to(self, user: Any) -> "MemberQuerySet":
        """Those of the pilots that one sees, and one's own part also after a no."""
        return self.filter(sees_member.q(user))

    def asked_of(self, user: Any) -> "MemberQuerySet":
        """Those whose answer is one's own to give or to wait for, also when they were removed."""
        return self.filter(reads_answer.q(user))


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
    # The programme's commitments as they were accepted, word for word.
    accepted = models.JSONField(default=list, blank=True)
    # Its share of the costs as the budget stood when it confirmed; empty where there was none.
    accepted_share_cents = models.BigIntegerField(null=True, blank=True)
    # The member's own body's decision to take part, where it names one.
    decision_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_date = models.DateField(_("date of the decision"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("pilot", "organisation"), name="member_once_a_pilot"),
            models.UniqueConstraint(
                fields=("pilot",), condition=Q(state=MemberState.LEADING), name="one_leader_a_pilot"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "declined", "left"])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answer_has_its_evidence",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.pilot}"

    @property
    def case(self) -> models.Model:
        """A member's acts are told in its pilot's case."""
        return self.pilot.case


class TeamPerson(models.Model):
    """A person whom an organisation names for the team that a call asks for."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="team")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    is_chair = models.BooleanField(_("chair"), default=False)
    name = models.CharField(_("name"), max_length=120)
    profession = models.CharField(_("profession or task"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("person of a team")
        verbose_name_plural = _("persons of a team")
        ordering = ("pilot_id", "organisation_id", "place")
        constraints = (
            models.UniqueConstraint(
                fields=("pilot", "organisation"), condition=Q(is_chair=True), name="one_chair_a_team"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PartnerNoticeQuerySet(models.QuerySet["PartnerNotice"]):
    """Notices of those who look for partners: public by their own word."""

    def visible_to(self, user: Any) -> "PartnerNoticeQuerySet":
        """The open ones, and one's own organisations' former ones."""
        return self.filter(sees_notice.q(user))

    def open(self) -> "PartnerNoticeQuerySet":
        """Those still looking."""
        return self.filter(closed_at=None)


class PartnerNotice(models.Model):
    """An organisation says in public that it looks for partners, with or without a pilot begun."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="partner_notices")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="partner_notices"
    )
    text = models.TextField(_("what you are looking for"), max_length=600)
    contact_name = models.CharField(_("contact person"), max_length=120)
    contact_email = models.EmailField(_("contact person's e-mail"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PartnerNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of looking for partners")
        verbose_name_plural = _("notices of looking for partners")
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "organisation"),
                condition=Q(closed_at=None),
                name="one_open_notice_a_programme",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.programme}"

    @property
    def case(self) -> models.Model:
        """What an organisation says is told in its own case."""
        return self.organisation.case


@append_only
class MembershipVersion(models.Model):
    """Who was in a pilot at one version of its membership; the audit trail tells who changed it."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    # [{"organisation": id, "business_id", "name_fi", "name_sv", "state"}, …], by business ID.
    members = models.JSONField()

    class Meta:
        verbose_name = _("version of a membership")
        verbose_name_plural = _("versions of a membership")
        ordering = ("pilot_id", "number")
        constraints = (models.UniqueConstraint(fields=("pilot", "number"), name="membership_version_once"),)

    def __str__(self) -> str:
        return f"{self.pilot} #{self.number}"
