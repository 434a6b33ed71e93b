"""Who supervises the accessibility of public services (digipalvelulaki 306/2019), by date."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

# HE 71/2024: supervision moved from the Regional State Administrative Agency to Traficom.
MOVED_ON = date(2025, 1, 1)
SITE = "https://www.saavutettavuusvaatimukset.fi"


@dataclass(frozen=True)
class Supervisor:
    """An authority with its unit and its contact details."""

    name: Any
    unit: Any
    email: str
    phone: str
    site: str = SITE


AGENCY = Supervisor(
    name=_("Regional State Administrative Agency for Southern Finland"),
    unit=_("Web Accessibility Supervision Unit"),
    email="saavutettavuus@avi.fi",
    phone="0295 016 000",
)
TRAFICOM = Supervisor(
    name=_("Finnish Transport and Communications Agency Traficom"),
    unit=_("Digital Accessibility Supervision Unit"),
    email="saavutettavuus@traficom.fi",
    phone="029 534 5000",
)


def supervisor(on: date) -> Supervisor:
    """The supervising authority on a day."""
    return AGENCY if on < MOVED_ON else TRAFICOM
