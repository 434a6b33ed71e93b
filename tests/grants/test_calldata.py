"""Reading a call from data: every fault by its place, all of them at once."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from grants.calldata import CallDataRefused, parse
from pilots.eligibility import check_rules
from sky_portal.questions import schema
from tests.grants.factories import call_data


def problems(data: object) -> list[str]:
    with pytest.raises(CallDataRefused) as refused:
        parse(data)
    return refused.value.problems


def test_the_sky_call_says_what_the_facts_say():
    found = parse(call_data())
    assert found["amount_cents"] == 6_800_000_00
    assert found["closes"] == datetime(2021, 3, 31, 13, 15, tzinfo=UTC)
    assert (found["reference"], found["case_class"]) == ("VN/1791/2021", "520")
    [appropriation] = found["appropriations"]
    assert (appropriation["budget_item"], appropriation["amount_cents"]) == ("29.10.20", 6_800_000_00)
    assert found["own_share_percent"] == 20
    assert found["pay_cap_cents"] == 8_000_000
    assert [category["needs_decision"] for category in found["cost_categories"]] == [False, False, True]
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
        ({"slug": " "}, "slug: a word of 1"),
    ],
)
def test_a_value_that_cannot_be_is_refused(changes, problem):
    assert problems(call_data(**changes))[0].startswith(problem)


def test_what_stands_twice_is_refused():
    data = call_data()
    data["cost_categories"][2]["number"] = 1
    assert problems(data) == ["cost_categories.3.number: 1 is there already"]


@pytest.mark.parametrize("key", ["budget", "attachments", "contact"])
def test_a_section_named_like_a_part_of_every_application_is_refused(key):
    data = call_data()
    data["questions"]["content"]["sections"][0]["key"] = key
    (problem,) = problems(data)
    assert problem.startswith(f"questions.content.sections.1.key: {key} is the name of a part")


@pytest.mark.parametrize("data", [None, [], "call", 3])
def test_what_is_no_object_is_refused(data):
    assert problems(data) == ["an object is needed"]


def test_the_terms_of_the_sky_call_make_a_whole():
    found = parse(call_data())
    assert sum(criterion["weight"] for criterion in found["criteria"]) == 100
    assert [instalment["percent"] for instalment in found["instalments"]] == [60, 40]
    assert {date["kind"]: date["dated"].isoformat() for date in found["dates"]} == {
        "service": "2021-05-12",
        "interim_report": "2022-06-30",
        "final_report": "2023-10-02",
    }
    assert [one["key"] for one in found["programme"]["commitments"]] == [
        "share",
        "development",
        "evaluation",
        "absences",
    ]
    assert found["invitation_reminder_hours"] == [168, 48]


def test_a_call_has_no_pay_cap_unless_it_says_so():
    data = call_data()
    del data["pay_cap_euros"]
    assert parse(data)["pay_cap_cents"] is None
    assert problems(call_data(pay_cap_euros=0)) == [
        "pay_cap_euros: a whole number from 1 to 99999999999 is needed"
    ]


MONEY = ("amount_euros", "own_share_percent", "use_from", "use_until", "cost_categories")


def test_a_call_without_money_leaves_the_money_out():
    data = call_data(shares_money=False, places=10)
    for key in (*MONEY, "appropriations", "instalments"):
        del data[key]
    found = parse(data)
    assert (found["places"], found["amount_cents"], found["use_from"]) == (10, None, None)
    assert found["cost_categories"] == found["instalments"] == found["appropriations"] == []


@pytest.mark.parametrize("key", MONEY)
def test_a_call_with_money_says_all_of_it(key):
    data = call_data()
    del data[key]
    assert problems(data) == [f"{key}: is missing"]


@pytest.mark.parametrize(
    ("name", "place", "changes", "problem"),
    [
        ("criteria", 1, {"key": "need"}, "criteria.2.key: need is there already"),
        ("criteria", 0, {"highest": 0}, "criteria.1.highest: is not above lowest"),
        ("criteria", 0, {"weight": 0}, "criteria.1.weight: a whole number"),
        ("instalments", 0, {"percent": 101}, "instalments.1.percent: a whole number"),
        ("dates", 0, {"kind": "party"}, "dates.1.kind: one of"),
        ("dates", 0, {"dated": "0001-01-01"}, "dates.1.dated: a year from"),
        ("milestones", 0, {"at": "0001-01-01T00:00"}, "milestones.1.at: a year from"),
        ("attachments", 0, {"required": "no"}, "attachments.1.required: true or false"),
        ("contacts", 0, {"email": "marja"}, "contacts.1.email: this is no e-mail address"),
        ("texts", 0, {"key": "who am i"}, "texts.1.key: a word"),
        ("appropriations", 0, {"amount_euros": 0}, "appropriations.1.amount_euros: a whole number"),
    ],
)
def test_a_faulty_row_is_named_by_its_place(name, place, changes, problem):
    data = call_data()
    data[name][place] |= changes
    assert problems(data)[0].startswith(problem)


@pytest.mark.parametrize(
    ("thresholds", "problem"),
    [
        ([{"hours": 0}], "1.hours: a whole number"),
        ([{"hours": 30, "percent": 10}], "1: hours or percent"),
        ([{"days": 3}], "1.days: not known here"),
        ([30], "1: hours or percent"),
    ],
)
def test_thresholds_of_absences_are_hours_or_per_cent(thresholds, problem):
    data = call_data()
    data["programme"]["absence_thresholds"] = thresholds
    assert problems(data)[0].startswith(f"programme.absence_thresholds.{problem}")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a\x00b", "questions.content: the text has a character that cannot be kept"),
        ("\ud800", "questions.content: the text has a character that cannot be kept"),
        ({"\x00": 1}, "questions.content: a key has a character that cannot be kept"),
        (float("nan"), "questions.content: a number is needed"),
        ([float("inf")], "questions.content.1: a number is needed"),
    ],
)
def test_what_no_database_keeps_is_refused(value, problem):
    data = call_data()
    data["questions"]["content"] = value
    assert problems(data) == [problem]


def test_what_is_nested_without_end_is_refused():
    deep = []
    for _ in range(200):
        deep = [deep]
    data = call_data()
    data["questions"]["content"] = deep
    assert problems(data)[0].endswith("nested deeper than 40")


# Whatever stands where in a call's data: hostile files are refused by places, never by an accident.
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2021-03-31", "2021-03-31T16:15", "0001-01-01T00:00", "sky", "\x00", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["fi", "sv", "key", "rule", "sections"]) | st.text(), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(value, path=()):
    """The way to every value in the data."""
    yield path
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in rows:
        yield from places(one, (*path, key))


PLACES = list(places(call_data()))


def with_changed(data, path, value):
    """The data with another value in a place that it still has."""
    if not path:
        return value
    target = data
    for key in path[:-1]:
        if not (isinstance(target, dict) and key in target) and not (
            isinstance(target, list) and isinstance(key, int) and key < len(target)
        ):
            return data
        target = target[key]
    is_place = isinstance(path[-1], int)
    if isinstance(target, dict) or (isinstance(target, list) and is_place and path[-1] < len(target)):
        target[path[-1]] = value
    return data


def refusal(data):
    """Where and why the data is refused; None when it is read."""
    try:
        found = parse(data)
        check_rules(found["programme"]["eligibility"])
        schema.parse(found["questions"]["content"])
    except CallDataRefused as refused:
        return refused.problems
    except ValidationError as error:
        return error.messages
    return None


def in_words(problems):
    """One problem or more, each with its words."""
    return bool(problems) and all(isinstance(problem, str) and problem for problem in problems)


@given(JSON)
def test_any_json_is_refused_or_read(data):
    assert in_words(refusal(data))


@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_the_sky_call_with_anything_anywhere_is_refused_or_read(changes):
    data = call_data()
    for path, value in changes:
        data = with_changed(data, path, value)
    found = refusal(data)
    assert found is None or in_words(found)


@given(st.sampled_from([path for path in PLACES if path]))
@settings(max_examples=60, deadline=None)
def test_the_sky_call_with_something_left_out_is_refused_or_read(path):
    data = call_data()
    target = data
    for key in path[:-1]:
        target = target[key]
    del target[path[-1]]
    found = refusal(data)
    assert found is None or in_words(found)
