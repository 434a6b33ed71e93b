import pytest
from django.urls import reverse


@pytest.mark.parametrize("page", ["application", "budget", "contact", "check"])
def test_pages_of_a_draft_open(page, draft, sign_in):
    assert sign_in("preparer").get(reverse(f"grants:{page}", args=[draft.case_id])).status_code == 200


@pytest.mark.parametrize("page", ["application", "budget", "contact", "check", "sent"])
def test_pages_of_an_arrived_one_open(page, arrived, sign_in):
    assert sign_in("signatory").get(reverse(f"grants:{page}", args=[arrived.case_id])).status_code == 200


@pytest.mark.parametrize("who", ["preparer", "signatory", "presenting_officer", "outsider"])
def test_home_opens(who, arrived, sign_in):
    assert sign_in(who).get(reverse("home")).status_code == 200


def test_officials(arrived, sign_in):
    c = sign_in("presenting_officer")
    assert c.get(reverse("grants:received")).status_code == 200
    assert c.get(reverse("grants:submission", args=[arrived.case_id])).status_code == 200
