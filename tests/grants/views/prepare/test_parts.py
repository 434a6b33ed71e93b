"""The frame of the preparation: the parts of a call beside what is open."""

from django.urls import reverse


def test_the_hub_leads_to_the_parts_and_only_administrators_see_it(administrator, officer, draft_call):
    address = reverse("grants:prepare_call", args=[draft_call.slug])
    assert "Koko haku" in administrator.get(address).content.decode()
    assert officer.get(address).status_code == 404


def test_the_list_leads_to_every_call(administrator, draft_call):
    page = administrator.get(reverse("grants:prepare")).content.decode()
    assert reverse("grants:prepare_call", args=[draft_call.slug]) in page
