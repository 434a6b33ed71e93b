"""The contact person's page."""

import pytest
from django.urls import reverse


@pytest.fixture
def address(draft):
    return reverse("grants:contact", args=[draft.case_id])


def test_details_are_saved(preparer, address, draft):
    typed = {"name": "Aino K", "email": "aino@iisalmi.example", "phone": "040 123", "language": "sv"}
    assert preparer.post(address, typed).status_code == 302
    draft.refresh_from_db()
    draft.case.refresh_from_db()
    assert (draft.contact_name, draft.contact_phone, draft.language) == ("Aino K", "040 123", "sv")
    assert draft.case.language == "sv"


def test_a_wrong_address_is_told_and_everything_is_kept(preparer, address, draft):
    answer = preparer.post(address, {"name": "Aino", "email": "aino", "phone": "040", "language": "fi"})
    assert answer.status_code == 422
    assert 'href="#id_email"' in answer.content.decode()
    assert answer.context["form"]["email"].value() == "aino"
    draft.refresh_from_db()
    assert draft.contact_email == "preparer@iisalmi.example"


@pytest.mark.parametrize("who", ["outsider", "participant", "presenting_officer"])
def test_others_find_nothing(who, sign_in, address, standing):
    assert sign_in(who).post(address, {"name": "x"}).status_code == 404
