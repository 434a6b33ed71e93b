"""What officials do beside an application: substitutes, checklist, notes, supplement requests."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.enums import CheckAnswer, SupplementState
from grants.models.together import PART_LENGTH
from grants.rules import sees_supplement
from sky_portal import clock
from sky_portal.texts import TextsField, pick

LONGEST_NOTE = 4000


class Deputy(models.Model):
    """Somebody stands in for an official from one day to another, both included."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stands_in_for"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_has_days"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_deputises_for_themselves"),
        )

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.person_id} {self.starts_on}–{self.ends_on}"


class ChecklistItem(models.Model):
    """A point that the call's officials look at in every application."""

    call = models.ForeignKey("grants.Call", on_delete=models.CASCADE, related_name="checklist")
    key = models.SlugField(max_length=40)
    place = models.PositiveSmallIntegerField()
    name = TextsField()
    help = TextsField()

    class Meta:
        verbose_name = _("point of the checklist")
        verbose_name_plural = _("points of the checklist")
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("call", "key"), name="checklist_item_once"),)

    def __str__(self) -> str:
        return pick(self.name).text


class CheckMark(models.Model):
    """An official's mark on one point of the checklist for one application."""

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="checks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="marks")
    answer = models.CharField(_("mark"), max_length=10, choices=CheckAnswer)
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("mark on the checklist")
        verbose_name_plural = _("marks on the checklist")
        ordering = ("application_id", "item__place", "pk")
        constraints = (models.UniqueConstraint(fields=("application", "item"), name="check_once"),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.item_id}: {self.answer}"


class OfficialNote(models.Model):
    """What officials tell each other of an application: never the applicant's to read."""

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    # The form's own mark: a double click writes it once.
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("note between officials")
        verbose_name_plural = _("notes between officials")
        ordering = ("application_id", "written_at", "pk")

    def __str__(self) -> str:
        return f"{self.application_id}: {self.text[:40]}"


class SupplementQuerySet(models.QuerySet["SupplementRequest"]):
    """Supplement requests as a user may see them."""

    def visible_to(self, user: Any) -> "SupplementQuerySet":
        """Those of applications that one reads."""
        return self.filter(sees_supplement.q(user))


class SupplementRequest(models.Model):
    """What is to be supplemented, in which parts and by when (HL 22, 33 §).

    While it is open, only its parts can be written; the answer is a new submission.
    """

    application = models.ForeignKey(
        "grants.Application", on_delete=models.PROTECT, related_name="supplement_requests"
    )
    state = models.CharField(max_length=10, choices=SupplementState, default=SupplementState.OPEN)
    what = models.TextField(_("what is to be supplemented"), max_length=LONGEST_NOTE)
    due_at = models.DateTimeField(_("by when"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # Requests that were sent to several at once share it; a double click asks each once.
    batch = models.UUIDField(null=True, blank=True, editable=False)
    extension_reason = models.TextField(_("why more time was given"), max_length=2000, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(_("why it was closed"), max_length=2000, blank=True)
    # The version that answers it.
    answer = models.OneToOneField(
        "grants.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="answers_request"
    )

    objects = SupplementQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplement request")
        verbose_name_plural = _("supplement requests")
        ordering = ("application_id", "asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("application",), condition=Q(state="open"), name="one_open_supplement_request"
            ),
            models.UniqueConstraint(fields=("application", "batch"), name="supplement_asked_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answer__isnull=False, ended_at__isnull=False),
                name="answered_supplement_has_its_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.asked_at:%Y-%m-%d}: {self.state}"

    @property
    def case(self) -> Any:
        """The application's case."""
        return self.application.case


class SupplementPart(models.Model):
    """A part of the application that a request opens: a section of questions, or one of grants.parts."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="opened")
    part = models.CharField(max_length=PART_LENGTH)

    class Meta:
        verbose_name = _("part to be supplemented")
        verbose_name_plural = _("parts to be supplemented")
        ordering = ("request_id", "pk")
        constraints = (models.UniqueConstraint(fields=("request", "part"), name="supplement_part_once"),)

    def __str__(self) -> str:
        return f"{self.request_id} {self.part}"
