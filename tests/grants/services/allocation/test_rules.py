"""Rules in a plan: one change, all or nothing, the rule's own words in the language of the case."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from grants.enums import ConflictState
from grants.models import Application, PlanChange, PlanRow
from grants.services import allocation, conflicts
from grants.services import withdrawal as taking_back
from grants.services.eligibility import rule_on_eligibility
from sky_portal.money import euros
from sky_portal.workflow import StepForbidden
from tests.grants import factories
from tests.grants.services.allocation.conftest import lump

SPENT = {
    "fi": "Määräraha jaetaan pisteiden mukaisessa järjestyksessä, eikä se riitä tähän hakemukseen.",
    "sv": "Anslaget fördelas i poängordning och räcker inte till denna ansökan.",
}


@pytest.fixture(autouse=True)
def eligible(request):
    """None of them has four municipalities: an official has found that they meet the condition."""
    if "applications" in request.fixturenames:
        officer = request.getfixturevalue("officer")
        for application in request.getfixturevalue("applications").values():
            rule_on_eligibility(application, eligible=True, reason="Täyttyy.", actor=officer)


def grants(plan):
    rows = PlanRow.objects.filter(plan=plan).select_related("application__pilot")
    return {str(row.application): row.grant_cents // 100 for row in rows}


def apply(plan, officer, rule="in_order", reason="", token=None, base_revision=None, **parameters):
    return allocation.apply_rule(
        plan,
        rule=rule,
        parameters=parameters,
        reason=reason,
        token=token,
        base_revision=base_revision,
        actor=officer,
    )


def test_in_order_until_the_money_ends(plan, applications, officer, appropriated):
    appropriated(190_000)
    seen = allocation.preview(plan, rule="in_order", parameters={}, actor=officer)
    assert {str(one.application): one.after_cents // 100 for one in seen.changes} == {
        "Läsnä": 100_000,
        "Mukana": 70_000,
    }
    assert (seen.total_cents, seen.room_cents, seen.exceeds) == (euros(170_000), euros(190_000), False)
    assert sorted(map(str, seen.tied)) == ["Mukana", "Perillä"]
    assert not PlanRow.objects.exists()
    change = apply(plan, officer, base_revision=plan.revision)
    assert grants(plan) == {"Läsnä": 100_000, "Mukana": 70_000, "Perillä": 0, "Yhdessä": 0}
    assert (change.number, change.verb, change.facts["rule"]) == (1, "apply_rule", "in_order")
    assert PlanRow.objects.get(application=applications["Läsnä"]).reason == ""
    assert PlanRow.objects.get(application=applications["Perillä"]).reason


@pytest.mark.parametrize("page", ["fi", "sv", "en"])
def test_the_rule_speaks_the_language_of_the_case(plan, applications, officer, appropriated, page):
    Application.objects.filter(pk=applications["Perillä"].pk).update(language="sv")
    appropriated(100_000)
    with translation.override(page):
        apply(plan, officer)
    said = dict(PlanRow.objects.order_by("pk").values_list("application__pilot__name", "reason"))
    assert said == {
        "Läsnä": "",
        "Mukana": SPENT["fi"],
        "Perillä": SPENT["sv"],
        "Yhdessä": SPENT["fi"],
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Jotta määräraha riittää, kustakin hakemuksesta myönnetään sama osuus haetusta (92,5 %)."),
        ("sv", "För att anslaget ska räcka beviljas samma andel av det sökta för varje ansökan (92,5 %)."),
    ],
    ids=["fi", "sv"],
)
def test_a_cut_says_how_large_it_is(plan, applications, officer, language, words):
    Application.objects.filter(pk=applications["Läsnä"].pk).update(language=language)
    apply(plan, officer, "same_cut", above="4.6", percent=Decimal("92.50"))
    row = PlanRow.objects.get(application=applications["Läsnä"])
    assert (row.reason, row.grant_cents) == (words, euros(92_500))


def test_the_officials_own_words_stand_in_place_of_the_rules(plan, applications, officer, cast, appropriated):
    appropriated(100_000)
    rule_on_eligibility(applications["Yhdessä"], eligible=False, reason="Ei täyty.", actor=officer)
    apply(plan, officer, reason="Määräraha ei riitä.")
    said = dict(PlanRow.objects.order_by("pk").values_list("application__pilot__name", "reason"))
    assert said["Perillä"] == "Määräraha ei riitä."
    assert said["Yhdessä"] not in ("", "Määräraha ei riitä.")


def test_the_highest_cut_that_the_money_allows(plan, applications, officer, appropriated):
    appropriated(198_000)
    apply(plan, officer, "same_cut", above=Decimal("4.4"))
    assert grants(plan) == {"Läsnä": 90_000, "Mukana": 63_000, "Perillä": 45_000, "Yhdessä": 0}
    row = PlanRow.objects.get(application=applications["Mukana"])
    assert sum(line.amount_cents for line in row.budget.lines.all()) == row.total_cents


def test_a_cut_above_what_there_is_changes_nothing(plan, applications, officer, appropriated):
    appropriated(197_999)
    with pytest.raises(allocation.AppropriationExceeded) as refused:
        apply(plan, officer, "same_cut", above="4.4", percent="90")
    assert (refused.value.left_cents, refused.value.wanted_cents) == (euros(197_999), euros(198_000))
    assert not PlanRow.objects.exists()
    assert not PlanChange.objects.exists()


def test_a_floor_for_a_region(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    apply(plan, officer, "region_floor", euros=120_000)
    assert grants(plan) == {"Läsnä": 100_000, "Mukana": 20_000}


def test_what_stands_is_left_as_it_was_made(plan, applications, officer):
    row = lump(plan, applications["Läsnä"], 100_000, officer, reason="Täysimääräisenä.")
    apply(plan, officer)
    assert PlanRow.objects.get(pk=row.pk).reason == "Täysimääräisenä."
    assert apply(plan, officer) is None


def test_who_has_asked_for_the_end_gets_nothing_by_a_rule(plan, applications, officer, cast):
    taking_back.ask_withdrawal(applications["Läsnä"], actor=cast["signatory"])
    apply(plan, officer)
    assert grants(plan)["Läsnä"] == 0


def test_the_same_form_twice_is_one_change(plan, applications, officer):
    token = uuid4()
    assert apply(plan, officer, token=token) == apply(plan, officer, token=token)
    with pytest.raises(PermissionDenied):
        apply(plan, factories.make_person(plan.call.authority, "presenting_officer"), token=token)
    assert PlanChange.objects.count() == 1


def test_a_plan_that_moved_on_since_the_preview_is_a_conflict(plan, applications, officer):
    lump(plan, applications["Läsnä"], 90_000, officer)
    with pytest.raises(allocation.PlanConflict):
        apply(plan, officer, base_revision=0)


def test_what_is_closed_or_not_scored_is_left_alone_and_counts(plan, applications, officer, appropriated):
    appropriated(170_000)
    lump(plan, applications["Läsnä"], 60_000, officer)
    conflicts.declare(applications["Läsnä"], state=ConflictState.CONFLICTED, actor=officer)
    Application.objects.filter(pk=applications["Mukana"].pk).update(score=None)
    seen = allocation.preview(plan, rule="in_order", parameters={}, actor=officer)
    assert {str(one.application) for one in seen.changes} == {"Perillä", "Yhdessä"}
    assert (seen.unscored, seen.undeclared, seen.total_cents) == (1, 0, euros(160_000))
    apply(plan, officer)
    assert grants(plan) == {"Läsnä": 60_000, "Perillä": 50_000, "Yhdessä": 50_000}


def test_a_colleague_who_has_not_declared_fills_nothing(plan, applications, officer):
    colleague = factories.make_person(plan.call.authority, "presenting_officer")
    seen = allocation.preview(plan, rule="in_order", parameters={}, actor=colleague)
    assert (seen.changes, seen.undeclared) == ([], 4)
    assert apply(plan, colleague) is None


@pytest.mark.parametrize(
    ("rule", "parameters", "name"),
    [
        ("same_cut", {}, "above"),
        ("same_cut", {"above": "NaN"}, "above"),
        ("in_order", {"percent": "101"}, "percent"),
        ("in_order", {"percent": "much"}, "percent"),
        ("region_floor", {}, "euros"),
        ("region_floor", {"euros": 1, "percent": 5}, "euros"),
        ("region_floor", {"euros": -1}, "euros"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_said_beside_its_name(plan, applications, officer, rule, parameters, name):
    with pytest.raises(ValidationError) as refused:
        apply(plan, officer, rule, **parameters)
    assert set(refused.value.message_dict) == {name}


def test_nought_is_a_number_like_any_other(plan, applications, officer):
    apply(plan, officer, "same_cut", above=0, percent=Decimal(0))
    assert set(grants(plan).values()) == {0}
    assert apply(plan, officer, "region_floor", euros=0) is None


def test_only_who_shares_out_uses_rules(plan, applications, cast):
    for key in ("assessor", "decision_maker", "call_administrator", "signatory"):
        with pytest.raises(PermissionDenied):
            allocation.preview(plan, rule="in_order", parameters={}, actor=cast[key])
        with pytest.raises(StepForbidden):
            apply(plan, cast[key])
