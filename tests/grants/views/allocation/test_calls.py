"""The calls, the plans of one call, rules with their preview, and two plans beside each other."""

import pytest
from django.urls import reverse

from grants.models import AllocationPlan
from sky_portal.money import euros

pytestmark = pytest.mark.django_db


@pytest.fixture
def call_page(call):
    return reverse("grants:allocation_call", args=[call.slug])


def test_the_menu_leads_to_the_calls_and_the_call_to_its_plans(at_plan, call_page, filled, address):
    client = at_plan()
    assert reverse("grants:allocation") in client.get("/fi/home/").content.decode()
    assert call_page in client.get(reverse("grants:allocation")).content.decode()
    assert address() in client.get(call_page).content.decode()


@pytest.mark.parametrize("who", ["assessor", "registrar", "preparer", "reader"])
def test_it_is_in_nobody_elses_menu(at_plan, call, who):
    assert reverse("grants:allocation") not in at_plan(who).get("/fi/home/").content.decode()
    assert at_plan(who).get(reverse("grants:allocation")).status_code == 404


def test_a_plan_is_made_once_however_often_the_form_is_sent(at_plan, call_page, applications):
    client = at_plan()
    token = client.get(call_page).context["form"].initial["token"]
    data = {"name": "Luonnos A", "note": "Kaikki alueet.", "token": str(token)}
    assert client.post(call_page, data).status_code == 302
    assert client.post(call_page, data).status_code == 302
    assert AllocationPlan.objects.count() == 1


def test_a_copy_has_the_rows_of_the_other(at_plan, call_page, filled):
    data = {"name": "Luonnos B", "note": "", "copy_of": str(filled.pk)}
    assert at_plan().post(call_page, data).status_code == 302
    assert AllocationPlan.objects.get(name="Luonnos B").rows.count() == filled.rows.count()


def test_a_name_that_is_taken_says_so(at_plan, call_page, plan):
    refused = at_plan().post(call_page, {"name": plan.name, "note": "Tämä säilyy."})
    assert refused.status_code == 422
    assert "Tämä säilyy." in refused.content.decode()
    assert AllocationPlan.objects.count() == 1


def test_who_decides_sees_only_what_was_presented(at_plan, call_page, plan):
    client = at_plan("decision_maker")
    assert plan.name not in client.get(call_page).content.decode()
    assert client.post(call_page, {"name": "Oma"}).status_code == 403


def test_the_list_says_what_each_plan_comes_to(at_plan, call_page, filled, second):
    lines = {one["plan"].name: one for one in at_plan().get(call_page).context["plans"]}
    a, b = lines["Luonnos A"], lines["Luonnos B"]
    assert (a["pilots"], a["proposed"]) == (3, "200\u00a0000")
    assert (b["pilots"], b["proposed"]) == (3, "150\u00a0000")


def test_the_list_costs_the_same_with_one_plan_and_two(at_plan, call_page, filled, costs, request):
    client = at_plan()
    one = costs(client, call_page)
    request.getfixturevalue("second")
    assert costs(client, call_page) == one


def test_two_plans_beside_each_other(at_plan, call, filled, second):
    page = reverse("grants:allocation_compare", args=[call.slug])
    shown = at_plan().get(page, {"plan": [filled.pk, second.pk]})
    assert [(line["name"], line["a"], line["b"]) for line in shown.context["lines"]] == [
        ("Läsnä", "90\u00a0000", "0"),
        ("Yhdessä", "0", "40\u00a0000"),
    ]
    assert shown.context["same"] == 2
    assert shown.context["change"] == "−50\u00a0000\u00a0€"
    one = at_plan().get(page, {"plan": [filled.pk]})
    assert one.status_code == 302
    assert at_plan().get(page, {"plan": ["x", "y"]}).status_code == 404


def test_a_draft_is_compared_by_nobody_who_may_not_see_it(at_plan, call, filled, second):
    page = reverse("grants:allocation_compare", args=[call.slug])
    got = at_plan("decision_maker").get(page, {"plan": [filled.pk, second.pk]})
    assert got.status_code == 404


def test_a_rule_shows_what_it_would_do_and_changes_nothing(at_plan, address, filled):
    before = list(filled.rows.order_by("pk").values_list("grant_cents", flat=True))
    shown = at_plan().get(address("rules") + "?rule=same_cut&look=1&above=4,0&percent=50")
    seen = shown.context["seen"]
    assert seen is not None
    assert list(filled.rows.order_by("pk").values_list("grant_cents", flat=True)) == before


def test_what_a_rule_lacks_is_said_at_its_field(at_plan, address, filled):
    body = at_plan().get(address("rules") + "?rule=same_cut&look=1&above=hyvä").content.decode()
    assert 'href="#id_above"' in body


def test_a_rule_is_applied_as_it_was_seen_and_once(at_plan, address, filled):
    client = at_plan()
    page = address("rules") + "?rule=same_cut"
    shown = client.get(page + "&look=1&above=4,0&percent=50")
    data = dict(shown.context["carried"]) | {
        "revision": filled.revision,
        "token": str(shown.context["token"]),
    }
    assert client.post(page, data).status_code == 302
    first = AllocationPlan.objects.get().revision
    assert client.post(page, data).status_code == 302
    assert AllocationPlan.objects.get().revision == first
    assert set(filled.rows.values_list("grant_cents", flat=True)) != {euros(90_000)}


def test_a_rule_seen_on_an_older_plan_is_shown_anew(at_plan, address, filled):
    data = {"above": "4,0", "percent": "50", "reason": "", "revision": filled.revision - 1}
    told = at_plan().post(address("rules") + "?rule=same_cut", data)
    assert told.status_code == 409
    assert AllocationPlan.objects.get().revision == filled.revision
