"""The frame of the preparation: the parts of a call beside what is open."""

import pytest
from django.urls import reverse

from grants.views.prepare.parts import PARTS, following, groups_of


def test_the_hub_leads_to_the_parts_and_only_administrators_see_it(administrator, officer, draft_call):
    address = reverse("grants:prepare_call", args=[draft_call.slug])
    assert "Koko haku" in administrator.get(address).content.decode()
    assert officer.get(address).status_code == 404


def test_the_list_leads_to_every_call(administrator, draft_call):
    page = administrator.get(reverse("grants:prepare")).content.decode()
    assert reverse("grants:prepare_call", args=[draft_call.slug]) in page


@pytest.mark.parametrize("key", PARTS)
def test_every_part_opens_beside_the_others(administrator, draft_call, key):
    page = administrator.get(PARTS[key].address(draft_call))
    assert page.status_code == 200
    assert page.context["part"] == key
    assert page.content.decode().count('aria-current="page"') >= 2


def test_a_call_without_money_has_no_parts_about_money(draft_call):
    draft_call.shares_money = False
    shown = [one.part.key for group in groups_of(draft_call) for one in group["parts"]]
    assert "categories" not in shown
    assert "money" in shown
    assert following(draft_call, "money").part.key == "questions"
