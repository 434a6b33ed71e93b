"""The application, and what was sent: the submission."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from grants.enums import ApplicationState
from grants.rules import is_withdrawn, sees_application
from sky_portal import clock
from sky_portal.audit.append_only import append_only
from sky_portal.enums import Language
from sky_portal.search import fold

MOST_WORDS = 10


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications as a user may see them."""

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Those of one's own organisations and pilots; officials see what has been sent."""
        return self.filter(sees_application.q(user))

    def sent(self) -> "ApplicationQuerySet":
        """Those that have arrived: a draft is not an application (KHO:2021:110)."""
        return self.filter(current_submission__isnull=False)

    def standing(self) -> "ApplicationQuerySet":
        """Those that have arrived and have not been withdrawn."""
        return self.sent().exclude(is_withdrawn.q(None))

    def for_list(self) -> "ApplicationQuerySet":
        """Everything an official's row shows, in one query: the sent JSON itself stays behind."""
        return self.select_related(
            "call", "case", "applicant", "current_submission", "current_submission__sent_by"
        ).defer("current_submission__content", "current_submission__search")

    def with_ruling(self) -> "ApplicationQuerySet":
        """With the latest ruling on eligibility, and what holds: the ruling's word, else the verdict's.

        `ruled` and `ruled_number` (on which sending) are None without a ruling; `meets` is what holds.
        """
        rulings = apps.get_model("grants.eligibilityruling")._default_manager
        latest = rulings.filter(application=OuterRef("pk")).order_by("-made_at", "-pk")
        return self.annotate(
            ruled=Subquery(latest.values("eligible")[:1]),
            ruled_number=Subquery(latest.values("submission__number")[:1]),
        ).annotate(meets=Coalesce("ruled", "current_submission__eligible"))

    def matching(self, words: str) -> "ApplicationQuerySet":
        """Those whose name, number, applicant or members, as sent, hold every word."""
        found = self
        # A search of a thousand words is nobody's, and more than a database can take.
        for word in fold(words).split()[:MOST_WORDS]:
            found = found.filter(current_submission__search__contains=word)
        return found


class Application(models.Model):
    """A pilot's application to a call. What is edited after sending is a working copy."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="application")
    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="applications")
    pilot = models.OneToOneField("pilots.Pilot", on_delete=models.PROTECT, related_name="application")
    # The coordinating member's organisation: the applicant in law, with its registry address.
    applicant = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="applications"
    )
    sheet = models.OneToOneField(
        "questions.AnswerSheet", on_delete=models.PROTECT, related_name="application"
    )
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.DRAFT)
    language = models.CharField(_("language of the case"), max_length=2, choices=Language)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact person's e-mail"), blank=True)
    contact_phone = models.CharField(_("contact person's telephone"), max_length=30, blank=True)
    # What the applicant says about a verdict that is against it; the official decides.
    eligibility_note = models.TextField(
        _("why the application should be examined"), max_length=2000, blank=True
    )
    # Why something marked so should be kept secret, in the applicant's words (JulkL 24 §).
    secrecy_grounds = models.TextField(_("grounds of secrecy"), max_length=2000, blank=True)
    # Consent to ordinary electronic service, and the address for it (SAL 19 §).
    e_service = models.BooleanField(_("consent to electronic service"), default=False)
    service_email = models.EmailField(_("address for service"), blank=True)
    current_submission = models.OneToOneField(
        "grants.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    # Who prepares the decision; their deputies do so in their place.
    presenting_officer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="presents"
    )
    # What the worklist sorts and filters by, kept by the verbs that change it: the coordinating
    # member's region as sent, the weighted mean of the scores and how far apart they are.
    region_code = models.CharField(max_length=2, blank=True, editable=False)
    score = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True, editable=False)
    score_spread = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True, editable=False)
    # Withdrawn while the call was open; after the close a withdrawal is asked for, and decided on.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_asked_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(_("why it is withdrawn"), max_length=2000, blank=True)
    # The earlier application from which the answers were taken over.
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )
    started_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    # The form's own mark: a double click on "start" starts one.
    start_token = models.UUIDField(null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ("-started_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(current_submission__isnull=False),
                name="sent_application_has_its_submission",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
                name="withdrawn_application_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(e_service=False) | ~Q(service_email=""), name="e_service_has_its_address"
            ),
            models.UniqueConstraint(fields=("applicant", "start_token"), name="application_started_once"),
        )

    def __str__(self) -> str:
        return self.pilot.name


@append_only
class Submission(models.Model):
    """What was sent, immutable: canonical JSON, one hash, the time of arrival.

    `content` holds question texts, answers, members, register figures, verdict, budget and
    hashes of attachments as they were; officials read and search submissions, never drafts.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    schema_version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    # Over the canonical bytes of `content`, time of arrival and sender included.
    sha256 = models.CharField(max_length=64)
    # The frozen version of the applied budget that went along.
    budget = models.ForeignKey("grants.Budget", on_delete=models.PROTECT, related_name="submissions")
    arrived_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    # Columns that lists sort and sum by, copied from the content at sending.
    name = models.CharField(max_length=120)
    member_count = models.PositiveSmallIntegerField()
    total_cents = models.BigIntegerField()
    grant_cents = models.BigIntegerField()
    eligible = models.BooleanField()
    # Folded words that officials search by: SQLite's LIKE knows no Ä.
    search = models.TextField()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("application_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("application", "number"), name="submission_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.application_id} #{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new submission; raises TypeError for one that is already there."""
        if not self._state.adding:
            raise TypeError("a submission never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Never: raises TypeError."""
        raise TypeError("a submission never goes away")
