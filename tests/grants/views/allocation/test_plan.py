"""The plan's page: what it shows, what it saves, and to whom it is not there."""

import re

import pytest

from grants.enums import ConflictState
from grants.examples.applications import REGISTER, REGISTER_YEAR
from grants.models import AllocationPlan
from grants.services import conflicts
from pilots.services import load_register
from sky_portal.money import euros
from tests.grants.services.allocation.conftest import lump

pytestmark = pytest.mark.django_db


def grants(plan):
    """What is proposed, in euros by name; without a row nothing."""
    rows = plan.rows.select_related("application__pilot").order_by("application_id")
    return {str(row.application): row.grant_cents // euros(1) for row in rows}


def names(response):
    """The pilots of the table in their order."""
    return [row.name for row in response.context["rows"]]


def test_the_page_shows_every_application_by_rank_with_bar_maps_and_groups(at_plan, address, filled):
    shown = at_plan().get(address())
    assert names(shown) == ["Läsnä", "Mukana", "Perillä", "Yhdessä"]
    assert [row.rank for row in shown.context["rows"]] == ["1", "2", "2", "4"]
    assert [row.share for row in shown.context["rows"]] == [
        "90\u00a0%",
        "86\u00a0%",
        "100\u00a0%",
        "0\u00a0%",
    ]
    bar = {part.kind: part.amount for part in shown.context["bar"].parts}
    whole = shown.context["figures"].money.appropriation
    assert bar == {"solid": 0, "hatched": euros(200_000), "left": whole - euros(200_000)}
    maps = {one.key: one.drawn for one in shown.context["maps"]}
    savo = {key: next(t.text for t in drawn.tiles if t.code == "11") for key, drawn in maps.items()}
    assert (savo["proposed"], savo["asked"]) == ("200", "270")
    assert [line.count for line in shown.context["groupings"][0].lines] == [4]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_speaks_both_languages(at_plan, address, filled, language):
    words = {"fi": ("Jako", "Määräraha", "Tallenna summat"), "sv": ("Fördelning", "Anslag", "Spara beloppen")}
    page = at_plan().get(address().replace("/fi/", f"/{language}/")).content.decode()
    for word in words[language]:
        assert word in page


def test_only_changed_sums_are_saved_each_with_the_reason(at_plan, address, filled, typed, officer):
    before = {row.application_id: row.revision for row in filled.rows.order_by("pk")}
    data = typed({"Läsnä": "80 000", "Mukana": "60\u00a0000", "Perillä": "40000"}, reason="Matkat pois.")
    client = at_plan()
    assert client.post(address(), data).status_code == 302
    assert grants(filled) == {"Läsnä": 80_000, "Mukana": 60_000, "Perillä": 40_000, "Yhdessä": 0}
    rows = {
        str(row.application): row for row in filled.rows.select_related("application__pilot").order_by("pk")
    }
    assert rows["Läsnä"].reason == rows["Perillä"].reason == "Matkat pois."
    assert rows["Mukana"].reason == "Kustannusarviota on karsittu."
    untouched = rows["Mukana"]
    assert before[untouched.application_id] == untouched.revision


def test_an_empty_field_takes_the_proposal_away_and_nought_is_one(at_plan, address, filled, typed):
    data = typed({"Läsnä": "", "Mukana": "0"}, reason="Ei täytä perusteita.")
    at_plan().post(address(), data)
    kept = {str(row.application): row.method for row in filled.rows.select_related("application__pilot")}
    assert (kept["Läsnä"], kept["Mukana"]) == ("none", "lump")


def test_a_sum_moves_from_one_pilot_to_another_within_the_appropriation(
    at_plan, address, filled, typed, appropriated
):
    appropriated(200_000)
    data = typed({"Yhdessä": "50 000", "Läsnä": "40 000"}, reason="Raha siirrettiin.")
    assert at_plan().post(address(), data).status_code == 302
    assert grants(filled)["Yhdessä"] == 50_000


def test_what_exceeds_the_appropriation_is_refused_and_stays_typed(
    at_plan, address, filled, typed, appropriated
):
    appropriated(205_000)
    key = filled.rows.get(grant_cents=0).application_id
    refused = at_plan().post(address(), typed({"Yhdessä": "50 000", "Läsnä": "95 000"}, reason="x"))
    assert refused.status_code == 422
    row = next(row for row in refused.context["rows"] if row.pk == key)
    assert (row.value, row.saved) == ("50 000", "0")
    assert "5\u00a0000\u00a0€" in row.error or "0\u00a0€" in row.error
    assert f'href="#grant-{key}"' in refused.content.decode()
    total = sum(grants(filled).values())
    assert total <= 205_000
    assert grants(filled)["Yhdessä"] == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("40 000,50", "kokonaisina euroina"),
        ("-5", "negatiivinen"),
        ("kaikki", "numeroin"),
        ("28.500", "28500"),
    ],
    ids=["cents", "negative", "words", "ambiguous"],
)
def test_what_is_no_sum_says_so_at_its_field(at_plan, address, filled, typed, text, words):
    refused = at_plan().post(address(), typed({"Läsnä": text}, reason="x"))
    assert refused.status_code == 422
    assert words in next(row.error for row in refused.context["rows"] if row.error)
    assert f'value="{text}"' in refused.content.decode()
    assert grants(filled)["Läsnä"] == 90_000


def test_a_reason_is_asked_for_where_the_sum_differs(at_plan, address, plan, typed):
    refused = at_plan().post(address(), typed({"Läsnä": "50 000", "Perillä": "50 000"}))
    assert refused.status_code == 422
    errors = {row.name: row.error for row in refused.context["rows"] if row.error}
    assert set(errors) == {"Läsnä"}
    assert grants(plan) == {"Perillä": 50_000}


def test_somebody_elses_sum_is_not_overwritten_unseen(at_plan, address, filled, typed, applications, officer):
    data = typed({"Läsnä": "70 000"}, reason="Karsittu.")
    lump(filled, applications["Läsnä"], 85_000, officer)
    client = at_plan()
    told = client.post(address(), data)
    assert told.status_code == 409
    row = next(row for row in told.context["rows"] if row.name == "Läsnä")
    assert (row.value, row.saved) == ("70 000", "85\u00a0000")
    assert officer.name in row.error
    again = data | {f"base-{row.pk}": row.base, f"was-{row.pk}": row.saved}
    assert client.post(address(), again).status_code == 302
    assert grants(filled)["Läsnä"] == 70_000


def test_rows_that_were_left_alone_are_no_conflict(at_plan, address, filled, typed, applications, officer):
    data = typed({"Läsnä": "90\u00a0000", "Mukana": "55 000"}, reason="Karsittu.")
    lump(filled, applications["Läsnä"], 85_000, officer)
    assert at_plan().post(address(), data).status_code == 302
    assert grants(filled) | {"Yhdessä": 0} == {
        "Läsnä": 85_000,
        "Mukana": 55_000,
        "Perillä": 50_000,
        "Yhdessä": 0,
    }


def test_filters_sorting_and_search_choose_the_rows(at_plan, address, filled):
    client = at_plan()
    assert names(client.get(address() + "?q=mukana")) == ["Mukana"]
    assert names(client.get(address() + "?sort=proposed")) == ["Yhdessä", "Perillä", "Mukana", "Läsnä"]
    assert names(client.get(address() + "?meets=yes")) == []
    load_register(REGISTER.read_bytes(), year=REGISTER_YEAR)
    filled.call.applications.filter(pilot__name="Perillä").update(region_code="01")
    assert names(client.get(address() + "?region=11")) == ["Läsnä", "Mukana", "Yhdessä"]
    assert names(client.get(address() + "?region=zz&sort=nothing&flag=odd")) == names(client.get(address()))


def test_a_conflict_closes_the_row_but_the_sums_stay_true(at_plan, address, filled, applications, officer):
    conflicts.declare(
        applications["Läsnä"], state=ConflictState.CONFLICTED, reason="Sisar on rehtori.", actor=officer
    )
    client = at_plan()
    shown = client.get(address())
    page = shown.content.decode()
    assert "Läsnä" not in page
    assert str(applications["Läsnä"].case_id) not in page
    bar = {part.kind: part.amount for part in shown.context["bar"].parts}
    assert bar["unseen"] == euros(90_000)
    assert bar["left"] == shown.context["figures"].money.appropriation - euros(200_000)
    assert names(client.get(address() + "?q=läsnä")) == []
    assert client.get(address("row", applications["Läsnä"].case_id)).status_code == 404
    saved = client.post(address(), {f"grant-{applications['Läsnä'].pk}": "1", "reason": "x"})
    assert saved.status_code == 302
    assert grants(filled)["Läsnä"] == 90_000


@pytest.mark.parametrize("who", ["assessor", "registrar", "evaluator", "reader", "preparer", "signatory"])
def test_others_find_no_plan(at_plan, address, filled, who):
    assert at_plan(who).get(address()).status_code == 404
    assert at_plan(who).post(address(), {}).status_code == 404


def test_a_draft_is_not_there_for_who_decides_and_pays(at_plan, address, filled):
    for who in ("decision_maker", "finance"):
        assert at_plan(who).get(address()).status_code == 404


def test_who_prepares_calls_reads_the_plan_and_writes_nothing(at_plan, address, filled, typed):
    client = at_plan("call_administrator")
    page = client.get(address()).content.decode()
    assert "Läsnä" in page
    assert not re.search('name="grant-', page)
    assert client.post(address(), typed({"Läsnä": "1"}, reason="x")).status_code == 403


def test_the_page_costs_the_same_with_one_row_and_four(at_plan, address, plan, applications, officer, costs):
    client = at_plan()
    lump(plan, applications["Läsnä"], 90_000, officer)
    one = costs(client, address())
    for name in ("Mukana", "Perillä", "Yhdessä"):
        lump(plan, applications[name], 10_000, officer)
    assert costs(client, address()) == one


def test_a_plan_that_was_presented_meanwhile_keeps_its_sums(at_plan, address, presented, typed):
    told = at_plan().post(address(), typed({"Läsnä": "1"}, reason="x"), follow=True)
    assert AllocationPlan.objects.get().rows.get(application__pilot__name="Läsnä").grant_cents == euros(
        90_000
    )
    assert "ei ole enää luonnos" in told.content.decode()
