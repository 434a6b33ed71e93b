"""The official's word on eligibility, against or beside the computed verdict."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sky_portal.audit.append_only import append_only


@append_only
class EligibilityRuling(models.Model):
    """An official decides that what was sent does or does not meet the condition, with the reason.

    The verdict of the rules stays beside it; the latest ruling counts (HL 45 §: reasons).
    """

    application = models.ForeignKey("grants.Application", on_delete=models.PROTECT, related_name="rulings")
    submission = models.ForeignKey("grants.Submission", on_delete=models.PROTECT, related_name="rulings")
    eligible = models.BooleanField(_("meets the condition"))
    reason = models.TextField(_("reason"), max_length=4000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ruling on eligibility")
        verbose_name_plural = _("rulings on eligibility")
        ordering = ("application_id", "made_at", "pk")
        constraints = (models.CheckConstraint(condition=~models.Q(reason=""), name="ruling_has_its_reason"),)

    def __str__(self) -> str:
        return f"{self.application_id}: {self.eligible}"
