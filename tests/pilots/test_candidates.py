"""A consortium as thought of: the register's municipalities and other providers under the rules."""

import pytest
from django.utils.translation import override

from pilots.candidates import candidates_of, in_name_order, judge, leader_matters, search
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.cases.services import open_case

TEAM = {"rule": "team", "chair": 1, "low": 2, "high": 4}


def provider(kind, name_fi, name_sv="Skola"):
    case = open_case("organisation", language="fi")
    return Organisation.objects.create(case=case, kind=kind, name_fi=name_fi, name_sv=name_sv)


@pytest.fixture
def school(db):
    return provider(OrganisationKind.TRAINING_SCHOOL, "Turun normaalikoulu")


def chosen(programme, *keys):
    found = candidates_of(programme)
    return [found[key] for key in keys]


def verdict_on(members, programme):
    return judge(members, programme).verdict


def codes(verdict):
    return {reason.code: reason.ok for reason in verdict.reasons}


def test_municipalities_go_by_code_and_others_by_their_own_key(programme, register, school, cast):
    found = candidates_of(programme)
    assert set(found) == {"100", "101", "102", "103", "104", f"o{school.pk}"}
    assert found["100"].school_age == 2212
    assert found[f"o{school.pk}"].school_age is None
    # Authorities provide no education.
    assert "Opetushallitus" not in {one.name_fi for one in found.values()}


def test_another_register_year_is_another_choice(programme, register):
    programme.register_year = 2022
    assert candidates_of(programme) == {}


def test_however_many_there_are_costs_two_queries(programme, register, django_assert_num_queries):
    with django_assert_num_queries(2):
        candidates_of(programme)


def test_four_are_enough_and_three_with_a_school_are_not(programme, register, school):
    assert verdict_on(chosen(programme, "100", "101", "102", "103"), programme).eligible
    verdict = verdict_on(chosen(programme, "100", "101", "102", f"o{school.pk}"), programme)
    assert not verdict.eligible
    assert "not_municipality" in codes(verdict)


def test_a_team_is_taken_as_named(programme, register):
    programme.eligibility = {"all": [TEAM]}
    assert leader_matters(programme)
    assert verdict_on(chosen(programme, "100"), programme).eligible
    assert not verdict_on([], programme).eligible


def test_the_coordinator_must_have_received_where_the_rules_say_so(programme, register):
    programme.eligibility = [{"rule": "recipients_of", "programme": "sky-2020"}]
    assert leader_matters(programme)
    assert codes(verdict_on(chosen(programme, "100"), programme))["recipients_of"] is False


def test_without_such_rules_it_does_not_matter_who_leads(programme):
    assert not leader_matters(programme)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("iisalmi", "Iisalmi"),
        ("IDENSALMI", "Iisalmi"),
        ("siilinjarvi", "Siilinjärvi"),
        ("Siilinjärvi", "Siilinjärvi"),
        ("sonka", "Sonkajärvi"),
        ("vasa", "Vaasa"),
        ("  vaasa ", "Vaasa"),
        ("normaalikoulu", "Turun normaalikoulu"),
    ],
)
def test_names_are_found_in_both_languages_and_without_accents(programme, register, school, words, first):
    assert search(candidates_of(programme).values(), words)[0].name_fi == first


@pytest.mark.parametrize("words", ["", "   ", "\x00", "💥", "x" * 10_000])
def test_words_that_name_nobody_find_nobody(programme, register, words):
    assert search(candidates_of(programme).values(), words) == []


def test_a_name_with_its_accents_goes_before_one_without(programme, register):
    provider(OrganisationKind.PRIVATE, "Sarkka")
    provider(OrganisationKind.PRIVATE, "Särkkä")
    found = search(candidates_of(programme).values(), "särkkä")
    assert [one.name_fi for one in found] == ["Särkkä", "Sarkka"]


def test_names_stand_in_the_order_of_the_page_s_language(programme, register):
    found = candidates_of(programme).values()
    with override("fi"):
        assert [one.name for one in in_name_order(found)][-1] == "Vaasa"
    with override("sv"):
        assert next(one.name for one in in_name_order(found)) == "Idensalmi"
        assert candidates_of(programme)["100"].other_name == "Iisalmi"
