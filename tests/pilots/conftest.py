"""A register, a programme and a pilot of the cast's municipalities."""

from datetime import date
from typing import Any

import pytest

from pilots.models import Municipality, Pilot, Programme
from pilots.services import start_pilot
from sky_portal.accounts.models import Organisation

# Residents aged 7–15 by key of the cast's municipalities (the register of 2021).
SCHOOL_AGE = {"iisalmi": 2212, "lapinlahti": 1114, "siilinjarvi": 2718, "sonkajarvi": 364, "vaasa": 6518}


@pytest.fixture
def programme(db: None) -> Programme:
    """The condition of the SKY call: four municipalities, or one with over 20 000 pupils."""
    return Programme.objects.create(
        key="sky-2021",
        name={"fi": "Sitouttava kouluyhteisötyö", "sv": "Engagerande arbete i skolgemenskapen"},
        short_name="SKY",
        starts_on=date(2021, 2, 15),
        ends_on=date(2023, 7, 31),
        register_year=2021,
        eligibility=[
            {"rule": "min_municipalities", "count": 4},
            {"rule": "pupils_over", "count": 20_000},
        ],
    )


@pytest.fixture
def register(providers: dict[str, Organisation]) -> dict[str, Organisation]:
    """The cast's municipalities with their register rows of 2021."""
    Municipality.objects.bulk_create(
        Municipality(
            register_year=2021,
            code=str(100 + place),
            name_fi=organisation.name_fi,
            name_sv=organisation.name_sv,
            region_code="11",
            region_name_fi="Pohjois-Savo",
            region_name_sv="Norra Savolax",
            avi_code="3",
            avi_name_fi="Itä-Suomen AVI",
            language_status="fi",
            population=50_000,
            school_age=SCHOOL_AGE[key],
            organisation=organisation,
        )
        for place, (key, organisation) in enumerate(providers.items())
    )
    return providers


@pytest.fixture
def pilot(cast: dict[str, Any], register: dict[str, Organisation], programme: Programme) -> Pilot:
    """A pilot that Iisalmi leads, started by its preparer."""
    return start_pilot(
        programme, name="Jokainen koulupäivä", coordinator=register["iisalmi"], actor=cast["preparer"]
    )
