"""An authority's details are kept by its own call administrator."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sky_portal.accounts.models import Organisation
from sky_portal.accounts.services.authority import authority_values, save_authority
from sky_portal.audit.models import AuditEvent


@pytest.fixture
def okm(cast: dict[str, Any]) -> Organisation:
    return Organisation.objects.get(code="OKM")


def test_saving_the_same_changes_nothing(okm, cast):
    events = AuditEvent.objects.count()
    assert not save_authority(okm, values=authority_values(okm), actor=cast["call_administrator"])
    assert AuditEvent.objects.count() == events


def test_other_details_stay(okm, cast):
    okm.details["logo"] = "x"
    okm.save()
    assert save_authority(okm, values={"case_class": "521"}, actor=cast["call_administrator"])
    okm.refresh_from_db()
    assert okm.details["logo"] == "x"
    assert authority_values(okm)["case_class"] == "521"


def test_hours_must_be_readable(okm, cast):
    with pytest.raises(ValidationError):
        save_authority(okm, values={"registry_hours": "9–"}, actor=cast["call_administrator"])


@pytest.mark.parametrize(
    ("who", "code"), [("registrar", "OKM"), ("call_administrator", "OPH"), ("preparer", "OKM")]
)
def test_others_may_not(cast, who, code):
    with pytest.raises(PermissionDenied):
        save_authority(Organisation.objects.get(code=code), values={"case_class": "1"}, actor=cast[who])


def test_a_municipality_is_no_authority(cast, providers):
    with pytest.raises(PermissionDenied):
        save_authority(providers["iisalmi"], values={"case_class": "1"}, actor=cast["signatory"])
