"""What arrives beside the portal's own way: late, by e-mail or on paper; the registrar records it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.enums import ArrivalChannel, ArrivalState
from grants.rules import sees_arrival
from sky_portal import clock
from sky_portal.enums import Language


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    """Arrivals as a user may see them."""

    def visible_to(self, user: Any) -> "ArrivalQuerySet":
        """Officials see all; applicants those that were recorded for them."""
        return self.filter(sees_arrival.q(user))


class Arrival(models.Model):
    """An application that came otherwise than through the portal, or after the closing.

    It has a case and a number of its own and goes on to a decision of its own: a late one is
    dismissed by a decision, never silently refused (VAL 9 §, KHO:2021:110). What came along hangs
    on the case as documents. Late follows from the two times and is not stored.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="arrival")
    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="arrivals")
    state = models.CharField(max_length=10, choices=ArrivalState, default=ArrivalState.RECORDED)
    channel = models.CharField(_("how it arrived"), max_length=10, choices=ArrivalChannel)
    # When the authority could process it (SAL 10 §), as the registrar read it from mail or stamp.
    arrived_at = models.DateTimeField(_("time of arrival"))
    sender = models.CharField(_("sender"), max_length=200)
    # The education provider, where the portal knows it: its people read the arrival too.
    provider = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="arrivals",
        verbose_name=_("education provider"),
    )
    # The draft that stayed unsent in the portal, where there is one.
    application = models.ForeignKey(
        "grants.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="arrivals"
    )
    pilot_name = models.CharField(_("name of the pilot"), max_length=120)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    # Where the receipt goes (SAL 12 §); empty for who gave no address.
    contact_email = models.EmailField(_("contact person's e-mail"), blank=True)
    language = models.CharField(_("language of the case"), max_length=2, choices=Language)
    # Why it came so, as the sender says or the registrar sees.
    reason = models.TextField(_("reason"), max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    # The form's own mark: a double click records one.
    token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ("-arrived_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(arrived_at__lte=models.F("recorded_at")), name="arrival_before_its_recording"
            ),
        )

    def __str__(self) -> str:
        return self.pilot_name

    @property
    def is_late(self) -> bool:
        """Whether it arrived after the closing: the closing time itself is in time."""
        return self.arrived_at > self.call.closes_at
