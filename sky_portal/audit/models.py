"""The audit trail: append-only, chained by case, sealed daily.

An event holds ids, names of fields and digests; what is personal lies in AuditPayload, which
retention can erase without breaking the chain. The database itself refuses UPDATE, DELETE and
TRUNCATE on the append-only tables (sky_portal.audit.triggers).
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("case_id", "seq")
        constraints = (models.UniqueConstraint(fields=("case", "seq"), name="one_link_a_place"),)

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.verb}"


class AuditPayload(models.Model):
    """The personal part of an event; erased rows leave the chain whole."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, primary_key=True)
    data = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("audit payload")
        verbose_name_plural = _("audit payloads")

    def __str__(self) -> str:
        return str(self.event_id)
