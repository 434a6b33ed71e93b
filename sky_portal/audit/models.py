"""The audit trail: append-only, chained by case, sealed daily.

An event holds ids, names of fields and digests; what is personal lies in AuditPayload, which
retention can erase without breaking the chain. The database itself refuses UPDATE, DELETE and
TRUNCATE on the append-only tables (sky_portal.audit.append_only).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal.audit.append_only import append_only


class AuditHead(models.Model):
    """The last link of a case's chain: the row that is locked to append the next."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, primary_key=True)
    seq = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        verbose_name = _("audit head")
        verbose_name_plural = _("audit heads")

    def __str__(self) -> str:
        return f"{self.case_id} {self.seq}"


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events as pages read them."""

    def of(self, case: Any) -> "AuditEventQuerySet":
        """The trail of a case from its beginning, with actors and payloads, in one query."""
        return self.filter(case=case).select_related("actor", "payload").order_by("seq")


@append_only
class AuditEvent(models.Model):
    """One act: who moved what from where to where, when."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    thing_type = models.CharField(max_length=60)
    thing_pk = models.CharField(max_length=40)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)
    payload_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("case_id", "seq")
        constraints = (models.UniqueConstraint(fields=("case", "seq"), name="one_link_a_place"),)

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.verb}"

    @property
    def personal(self) -> dict[str, Any] | None:
        """The personal part; None when it has been erased, {} when there never was one."""
        if not self.payload_digest:
            return {}
        return None if self.payload.erased_at else self.payload.data


class AuditPayload(models.Model):
    """The personal part of an event; erased rows leave the chain whole."""

    event = models.OneToOneField(
        AuditEvent, on_delete=models.PROTECT, primary_key=True, related_name="payload"
    )
    data = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("audit payload")
        verbose_name_plural = _("audit payloads")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(data={}), name="erased_payload_is_empty"
            ),
        )

    def __str__(self) -> str:
        return str(self.event_id)


@append_only
class DailySeal(models.Model):
    """One Helsinki day's root over all heads: what shows that a chain's tail was cut off.

    `root` is over every head, `hash` over the root, the day and the seal before it.
    """

    day = models.DateField(primary_key=True)
    # Real time, also in the demo: a seal tells when the chains were as they are.
    made_at = models.DateTimeField()
    head_count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("daily seal")
        verbose_name_plural = _("daily seals")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"


@append_only
class SealedHead(models.Model):
    """A head as a seal saw it: only those that moved since the seal before."""

    seal = models.ForeignKey(DailySeal, on_delete=models.PROTECT, related_name="moved")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("sealed head")
        verbose_name_plural = _("sealed heads")
        ordering = ("seal_id", "case_id")
        constraints = (models.UniqueConstraint(fields=("seal", "case"), name="one_head_a_seal"),)

    def __str__(self) -> str:
        return f"{self.seal_id} {self.case_id} #{self.seq}"
