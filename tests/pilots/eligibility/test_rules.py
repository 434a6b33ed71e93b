"""A programme's rules are checked before it is saved."""

import pytest
from django.core.exceptions import ValidationError

from pilots.eligibility import check_rules
from pilots.models import Programme

FOUR = {"rule": "min_municipalities", "count": 4}
DEEP: dict = FOUR
for _ in range(10):
    DEEP = {"any": [DEEP]}


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [FOUR],
        FOUR,
        {
            "all": [
                {"rule": "recipients_of", "programme": "sky-2021"},
                {"any": [FOUR, {"rule": "pupils_over", "count": 0}]},
            ]
        },
        [{"rule": "team", "chair": 1, "low": 2, "high": 4}],
    ],
)
def test_sensible_rules_pass(rules):
    check_rules(rules)


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        (None, "a rule, or {any"),
        ("min_municipalities", "a rule, or {any"),
        ({"any": []}, "a rule, or {any"),
        ({"none": [FOUR]}, "a rule, or {any"),
        ({"any": [FOUR], "all": [FOUR]}, "a rule, or {any"),
        ([FOUR, []], "eligibility, 2: a rule, or {any"),
        (DEEP, "nested deeper"),
        ([{"rule": "largest"}], "eligibility, 1: there is no rule 'largest'"),
        ([{"rule": ["x"]}], "there is no rule"),
        ([{"rule": "min_municipalities"}], "takes count"),
        ([{**FOUR, "more": 1}], "takes count"),
        ([{**FOUR, "count": 0}], "count cannot be 0"),
        ([{**FOUR, "count": True}], "count cannot be True"),
        ([{**FOUR, "count": "4"}], "count cannot be '4'"),
        ([{"rule": "recipients_of", "programme": " "}], "programme cannot be"),
        ([{"rule": "team", "chair": 1, "low": 5, "high": 4}], "low is more than high"),
    ],
)
def test_every_fault_is_named(rules, fault):
    with pytest.raises(ValidationError) as refused:
        check_rules(rules)
    assert any(fault in message for message in refused.value.messages)


def test_a_programme_with_faulty_rules_is_not_saved(programme):
    programme.eligibility = [{"rule": "min_municipalities", "count": -1}]
    with pytest.raises(ValidationError):
        programme.save()
    assert Programme.objects.get().eligibility != programme.eligibility
