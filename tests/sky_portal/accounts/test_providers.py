"""The registrar keeps education providers: those no register brings, and registry addresses of all."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.services.provider import ProviderDetails, add_provider, save_provider
from sky_portal.audit.models import AuditEvent

SCHOOL = {
    "kind": "training_school",
    "name_fi": "Aurajoen normaalikoulu",
    "name_sv": "Aura ås övningsskola",
    "business_id": "0245896-3",
    "registry_email": "Kirjaamo@Norssi.example",
    "language": "fi",
}


@pytest.fixture
def registrar(sign_in):
    return sign_in("registrar")


def test_a_training_school_is_added_and_the_trail_tells(registrar, cast):
    answer = registrar.post(reverse("accounts:add_provider"), SCHOOL)
    assert answer.status_code == 302
    made = Organisation.objects.get(business_id="0245896-3")
    assert (made.kind, made.registry_email) == (OrganisationKind.TRAINING_SCHOOL, "kirjaamo@norssi.example")
    event = AuditEvent.objects.get(case=made.case, verb="add_provider")
    assert event.actor == cast["registrar"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("business_id", "0245896-4", "Tämä ei ole y-tunnus"),
        ("name_sv", " \u202e ", "pakollinen"),
        ("registry_email", "kirjaamo", "sähköposti"),
        ("kind", "municipality", "vaihtoeh"),
        ("kind", "authority", "vaihtoeh"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(registrar, field, value, said):
    page = registrar.post(reverse("accounts:add_provider"), SCHOOL | {field: value})
    assert page.status_code == 422
    text = page.content.decode()
    assert said in text
    assert "Aurajoen normaalikoulu" in text
    assert not Organisation.objects.filter(name_fi="Aurajoen normaalikoulu").exists()


def test_a_business_id_is_one_providers_alone(registrar, providers):
    page = registrar.post(
        reverse("accounts:add_provider"), SCHOOL | {"business_id": providers["iisalmi"].business_id}
    )
    assert page.status_code == 422
    assert "Y-tunnus on jo käytössä: Iisalmi" in page.content.decode()


def test_of_a_municipality_only_address_and_language_change(registrar, providers):
    iisalmi = providers["iisalmi"]
    sent = {**SCHOOL, "registry_email": "uusi@iisalmi.example", "language": "sv"}
    assert registrar.post(reverse("accounts:provider", args=[iisalmi.pk]), sent).status_code == 302
    iisalmi.refresh_from_db()
    assert (iisalmi.registry_email, iisalmi.language) == ("uusi@iisalmi.example", "sv")
    assert (iisalmi.name_fi, iisalmi.business_id, iisalmi.kind) == ("Iisalmi", "9086071-6", "municipality")
    event = AuditEvent.objects.get(case=iisalmi.case, verb="save_provider")
    assert event.facts == {"fields": ["language", "registry_email"]}


def test_saving_what_is_there_leaves_no_trace(registrar, providers):
    iisalmi = providers["iisalmi"]
    same = {"registry_email": iisalmi.registry_email, "language": iisalmi.language}
    assert registrar.post(reverse("accounts:provider", args=[iisalmi.pk]), same).status_code == 302
    assert not AuditEvent.objects.filter(case=iisalmi.case, verb="save_provider").exists()


def test_nobody_else_keeps_providers(cast, providers):
    details = ProviderDetails("private", "Oma", "Egen", "0245896-3", "", "fi")
    for who in ("preparer", "signatory", "presenting_officer", "evaluator"):
        with pytest.raises(PermissionDenied):
            add_provider(details, actor=cast[who])
        with pytest.raises(PermissionDenied):
            save_provider(providers["iisalmi"], details, actor=cast[who])
    ministry = Organisation.objects.get(code="OKM")
    with pytest.raises(PermissionDenied):
        save_provider(ministry, details, actor=cast["registrar"])


def test_the_list_finds_by_either_name_and_asks_as_often_for_more(registrar, providers):
    address = reverse("accounts:providers")
    page = registrar.get(address, {"q": "IDENSALMI"}).content.decode()
    assert "Iisalmi" in page
    assert "Lapinlahti" not in page
    Organisation.objects.filter(pk=providers["vaasa"].pk).update(registry_email="")
    page = registrar.get(address, {"lacking": "on"}).content.decode()
    assert "Vaasa" in page
    assert "Iisalmi" not in page
    counts = []
    for wanted in ("iisalmi", "i"):
        with CaptureQueriesContext(connection) as asked:
            registrar.get(address, {"q": wanted})
        counts.append(len(asked))
    assert counts[0] == counts[1]
