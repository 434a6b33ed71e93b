"""Words that every app shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """Languages in which a case can be handled (kielilaki 423/2003)."""

    FI = "fi", _("Finnish")
    SV = "sv", _("Swedish")
