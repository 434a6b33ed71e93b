"""One application's page in a plan: by line, as a percentage, as a lump sum, and the reason."""

import pytest

from grants.models import PlanRow
from sky_portal.money import euros
from tests.grants.services.allocation.conftest import lump

pytestmark = pytest.mark.django_db


@pytest.fixture
def mukana(applications):
    """60,001, 33,333 and 6,667 euros in three lines, 10,000 from another granter."""
    return applications["Mukana"]


@pytest.fixture
def page(address, mukana):
    return address("row", mukana.case_id)


def line_keys(response):
    return [line.pk for line in response.context["lines"]]


def test_it_shows_the_lines_beside_what_is_accepted(at_plan, page, plan, mukana, officer):
    lump(plan, mukana, 35_000, officer)
    shown = at_plan().get(page)
    lines = shown.context["lines"]
    assert [line.asked for line in lines] == [euros(60_001), euros(33_333), euros(6_667)]
    sums = shown.context["sums"]
    assert sums["asked"].grant == euros(70_000)
    assert sums["accepted"].grant == euros(35_000)
    assert sum(line.accepted for line in lines) == sums["accepted"].total


def test_accepting_by_line_keeps_the_parts(at_plan, page, plan, mukana):
    client = at_plan()
    keys = line_keys(client.get(page))
    data = {"method": "lines", "base": "0", "reason": "Matkat eivät kuulu."}
    data |= {f"line-{keys[0]}": "60 001", f"line-{keys[1]}": "20 000", f"line-{keys[2]}": ""}
    assert client.post(page, data).status_code == 302
    row = PlanRow.objects.get()
    assert (row.method, row.total_cents) == ("lines", euros(80_001))
    assert row.grant_cents == row.total_cents - row.own_share_cents - row.other_cents
    assert [line.amount_cents for line in row.budget.lines.order_by("place", "pk") if line.amount_cents] == [
        euros(60_001),
        euros(20_000),
    ]


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ({"method": "percent", "percent": "50"}, euros(35_000)),
        ({"method": "percent", "percent": "33,3 %"}, euros(23_310)),
        ({"method": "lump", "lump": "12 345 €"}, euros(12_345)),
    ],
    ids=["percent", "decimal", "lump"],
)
def test_a_percentage_and_a_lump_sum_are_saved(at_plan, page, plan, typed, cents):
    data = {"base": "0", "reason": "Karsittu."} | typed
    assert at_plan().post(page, data).status_code == 302
    assert PlanRow.objects.get().grant_cents == cents


def test_nothing_is_proposed_any_more(at_plan, page, plan, mukana, officer):
    lump(plan, mukana, 35_000, officer)
    assert at_plan().post(page, {"method": "none", "base": "1", "reason": ""}).status_code == 302
    assert PlanRow.objects.get().method == "none"


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ({"method": "percent", "percent": "120"}, "percent"),
        ({"method": "percent", "percent": "puolet"}, "percent"),
        ({"method": "lump", "lump": "100,50"}, "lump"),
        ({"method": "lump", "lump": "70 001"}, "lump"),
        ({"method": "lump", "lump": "40 000", "reason": ""}, "reason"),
        ({"method": "lump", "lump": "40 000", "reason": "x" * 4001}, "reason"),
    ],
    ids=["over a hundred", "words", "cents", "too much", "no reason", "long reason"],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(at_plan, page, plan, typed, target):
    refused = at_plan().post(page, {"base": "0", "reason": "Karsittu."} | typed)
    assert refused.status_code == 422
    body = refused.content.decode()
    assert f'href="#{target}"' in body
    written = typed.get("percent") or typed.get("lump")
    assert f'value="{written}"' in body
    assert not PlanRow.objects.exists()


def test_a_line_above_what_was_applied_for_is_refused(at_plan, page, plan):
    client = at_plan()
    keys = line_keys(client.get(page))
    data = {"method": "lines", "base": "0", "reason": "x", f"line-{keys[2]}": "6 668"}
    refused = client.post(page, data)
    assert refused.status_code == 422
    assert f'href="#line-{keys[2]}"' in refused.content.decode()
    assert not PlanRow.objects.exists()


def test_the_appropriation_holds(at_plan, page, plan, appropriated):
    appropriated(30_000)
    refused = at_plan().post(page, {"method": "lump", "lump": "40 000", "base": "0", "reason": "x"})
    assert refused.status_code == 422
    assert "30\u00a0000\u00a0€" in refused.content.decode()
    assert not PlanRow.objects.exists()


def test_a_sum_set_meanwhile_is_shown_with_its_reason(at_plan, page, plan, mukana, officer):
    client = at_plan()
    lump(plan, mukana, 20_000, officer, reason="Palkat liian suuret.")
    data = {"method": "lump", "lump": "30 000", "base": "0", "reason": "Oma perustelu."}
    told = client.post(page, data)
    assert told.status_code == 409
    body = told.content.decode()
    assert "Palkat liian suuret." in body
    assert "Oma perustelu." in body
    assert client.post(page, data | {"base": str(told.context["form"].base)}).status_code == 302
    assert PlanRow.objects.get().grant_cents == euros(30_000)


def test_who_has_not_declared_is_led_to_the_declaration(at_plan, cast, presented, address, applications):
    page = address("row", applications["Läsnä"].case_id)
    gone = at_plan("decision_maker").get(page)
    assert gone.status_code == 302
    assert "/declare/" in gone["Location"]


def test_who_only_reads_sees_no_fields(at_plan, page, filled):
    body = at_plan("call_administrator").get(page).content.decode()
    assert 'name="lump"' not in body
    assert "Kustannusarviota on karsittu." in body
    assert at_plan("call_administrator").post(page, {"method": "none"}).status_code == 403


def test_previous_and_next_follow_the_rank(at_plan, page, filled, address, applications):
    shown = at_plan().get(page).context
    assert shown["previous"] == address("row", applications["Läsnä"].case_id)
    assert shown["next"] == address("row", applications["Perillä"].case_id)


def test_the_page_costs_the_same_with_one_line_and_three(at_plan, plan, address, applications, costs):
    client = at_plan()
    one = costs(client, address("row", applications["Perillä"].case_id))
    assert costs(client, address("row", applications["Mukana"].case_id)) == one
