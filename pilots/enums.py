"""States and words of the consortium."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberState(models.TextChoices):
    """Where a member's participation stands; its own signatory confirms it.

    The coordinator takes part by leading: its signatory confirms that by sending the application.
    """

    LEADING = "leading", _("Coordinates")
    INVITED = "invited", _("Has not answered")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    REMOVED = "removed", _("Removed")
    LEFT = "left", _("Left")


# Who belongs to the pilot today, whether it has answered or not.
PRESENT = (MemberState.LEADING, MemberState.INVITED, MemberState.CONFIRMED)
# Whose part is certain: these count for eligibility.
COUNTING = (MemberState.LEADING, MemberState.CONFIRMED)


class LanguageStatus(models.TextChoices):
    """The language status of a municipality (kielilaki 423/2003)."""

    FI = "fi", _("Finnish")
    SV = "sv", _("Swedish")
    FI_SV = "fi-sv", _("bilingual, Finnish majority")
    SV_FI = "sv-fi", _("bilingual, Swedish majority")
