"""A condition in words, whatever the registry has."""

import pytest
from django.utils.translation import override

from pilots.eligibility.rules import RULES
from pilots.eligibility.words import Said, as_list, combined, said, sentence

FOUR = {"rule": "min_municipalities", "count": 4}
LARGE = {"rule": "pupils_over", "count": 20000}
NESTED = {"all": [LARGE, {"any": [FOUR, {"rule": "recipients_of", "programme": "sky"}]}]}


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_of_the_registry_has_its_words(name):
    named = RULES[name]
    rule = {"rule": name} | {
        key: "sky" if least is None else least for key, least in named.parameters.items()
    }
    assert "%" not in sentence(rule, {})
    assert named.label
    assert named.help
    assert set(named.labels) == set(named.parameters)


def test_numbers_and_programmes_are_named_as_people_do():
    with override("en"):
        assert sentence(LARGE, {}) == "one municipality with more than 20,000 pupils of basic-education age"
        assert "The first" in sentence({"rule": "recipients_of", "programme": "sky"}, {"sky": "The first"})


def test_groups_lie_within_each_other():
    with override("en"):
        found = said(NESTED, {})
    assert found.how == "all"
    assert isinstance(found.parts[1], Said)
    assert found.parts[1].how == "any"
    assert len(found.parts[1].parts) == 2
    with override("en"):
        assert found.lead == "All of these are needed:"
        assert said([FOUR], {}).lead == ""
        assert said([FOUR, LARGE], {}).lead == "One of these is enough:"


@pytest.mark.parametrize("rules", [[], [FOUR], [FOUR, LARGE], {"all": [FOUR, LARGE]}])
def test_a_plain_list_goes_out_and_in(rules):
    assert combined(*as_list(rules)) == rules


def test_a_nested_condition_is_no_list():
    assert as_list(NESTED) is None
