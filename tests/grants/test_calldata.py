"""Reading a call from data: every fault by its place, all of them at once."""

from datetime import UTC, datetime

import pytest

from grants.calldata import CallDataRefused, parse
from tests.grants.factories import call_data


def problems(data: object) -> list[str]:
    with pytest.raises(CallDataRefused) as refused:
        parse(data)
    return refused.value.problems


def test_the_sky_call_says_what_the_facts_say():
    found = parse(call_data())
    assert found["amount_cents"] == 6_800_000_00
    assert found["closes"] == datetime(2021, 3, 31, 13, 15, tzinfo=UTC)
    assert (found["reference"], found["budget_item"], found["case_class"]) == (
        "VN/1791/2021",
        "29.10.20",
        "520",
    )
    assert found["own_share_percent"] == 20
    assert found["use_until"].isoformat() == "2023-07-31"
    assert found["reminder_hours"] == [336, 168, 24, 3]
    assert found["programme"]["eligibility"] == [
        {"rule": "min_municipalities", "count": 4},
        {"rule": "pupils_over", "count": 20000},
    ]
    assert [row["types"] for row in found["cost_categories"]] == [
        ["pay", "operating"],
        ["pay", "operating"],
        ["pay"],
    ]


def test_every_fault_is_named_by_its_place():
    data = call_data(own_share_percent=101, closes="31.3.2021", unknown=1)
    data["texts"][1]["body"].pop("sv")
    del data["contacts"]
    assert problems(data) == [
        "unknown: not known here",
        "closes: a Helsinki time is needed, such as 2021-03-31T16:15",
        "own_share_percent: a whole number from 0 to 100 is needed",
        "texts.2.body: the text is missing in sv",
        "contacts: is missing",
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"closes": "2021-02-15T08:00"}, "closes: is before opens"),
        ({"use_until": "2021-01-01"}, "use_until: is before use_from"),
        ({"opens": "2021-03-28T03:30"}, "opens: 28.03.2021 03:30 does not exist"),
        ({"closes": "2021-10-31T03:30"}, "closes: 31.10.2021 03:30 occurs twice"),
        ({"amount_euros": True}, "amount_euros: a whole number"),
        ({"amount_euros": 10**12}, "amount_euros: a whole number"),
        ({"reminder_hours": [0]}, "reminder_hours.1: a whole number"),
        ({"name": {"fi": "x", "de": "y"}}, "name: texts by language"),
        ({"name": "SKY"}, "name: texts by language"),
        ({"texts": []}, "texts: a list of at least 1"),
        ({"slug": " "}, "slug: a text of 1"),
    ],
)
def test_a_value_that_cannot_be_is_refused(changes, problem):
    assert problems(call_data(**changes))[0].startswith(problem)


def test_what_stands_twice_is_refused():
    data = call_data()
    data["cost_categories"][2]["number"] = 1
    assert problems(data) == ["cost_categories.3.number: 1 is there already"]


@pytest.mark.parametrize("data", [None, [], "call", 3])
def test_what_is_no_object_is_refused(data):
    assert problems(data) == ["an object is needed"]
