"""States and words of the consortium."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberState(models.TextChoices):
    """Where a member's participation stands; its own signatory confirms it."""

    INVITED = "invited", _("Has not answered")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    REMOVED = "removed", _("Removed")


class LanguageStatus(models.TextChoices):
    """The language status of a municipality (kielilaki 423/2003)."""

    FI = "fi", _("Finnish")
    SV = "sv", _("Swedish")
    FI_SV = "fi-sv", _("bilingual, Finnish majority")
    SV_FI = "sv-fi", _("bilingual, Swedish majority")
