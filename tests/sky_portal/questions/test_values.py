"""Typed answers: what is taken, what is refused, and that taking twice changes nothing."""

import json
import unicodedata
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sky_portal.questions.forms import as_typed
from sky_portal.questions.schema import parse, questions
from sky_portal.questions.text import length
from sky_portal.questions.values import clean, is_complete
from tests.sky_portal.questions.content import content

QUESTIONS = {question.key: question for question in questions(parse(content()))}
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def finnish():
    with override("fi"):
        yield


@pytest.mark.parametrize(
    ("key", "raw", "stored"),
    [
        ("purpose", "  Sitouttaa \r\n oppilaat\r\n", "Sitouttaa \n oppilaat"),
        ("purpose", "a\u0308iti", "äiti"),
        ("purpose", "x\r" * 25 + "\n" * 50, "x\n" * 24 + "x"),
        ("name", "Iisalmi\r\nja\tmuut", "Iisalmi ja muut"),
        ("name", " \n ", None),
        ("pupils", "2 212", 2212),
        ("pupils", f"2{NBSP}212", 2212),
        ("pupils", "12,00", 12),
        ("pupils", 0, 0),
        ("share", "12,50", "12.5"),
        ("share", "−3", "-3"),
        ("share", "-0", "0"),
        ("share", "100", "100"),
        ("sum", "1 250,50 €", 125_050),
        ("sum", f"1{NBSP}250", 125_000),
        ("sum", 125_050, 125_050),
        ("levels", ["three", "one"], ["one", "three"]),
        ("levels", "two", ["two"]),
        ("start", "31.3.2021", "2021-03-31"),
        ("start", "2021-03-31", "2021-03-31"),
        ("start", date(2021, 3, 31), "2021-03-31"),
        ("own", "yes", True),
        ("own", "no", False),
        ("own", False, False),
        ("scale", "low", "low"),
        ("views", {"autumn": "yes", "spring": ""}, {"autumn": "yes"}),
        (
            "terms",
            {"autumn": {"grade": "5", "cost": "1,50", "note": ""}},
            {"autumn": {"grade": 5, "cost": 150}},
        ),
        ("people", [{"grade": ""}, {"grade": "5"}, {}], [{"grade": 5}]),
        ("people", [{"grade": " "}], None),
    ],
)
def test_what_is_typed_is_stored_in_one_form(key, raw, stored):
    assert clean(QUESTIONS[key], raw) == stored
    assert clean(QUESTIONS[key], stored) == stored


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_nothing_is_no_answer(key, nothing):
    assert clean(QUESTIONS[key], nothing) is None


@pytest.mark.parametrize(
    ("key", "raw", "reason"),
    [
        ("purpose", "x" * 51, "1 character too long"),
        ("purpose", "\u0000", r"U\+0000, character 1"),
        ("purpose", "ab\u000bc", r"U\+000B, character 3"),
        ("purpose", "\ud800", r"U\+D800"),
        ("purpose", "\u0085", r"U\+0085"),
        ("purpose", 5, "not of the kind"),
        ("purpose", ["x"], "not of the kind"),
        ("pupils", "many", "number in digits"),
        ("pupils", "1.250", "number in digits"),
        ("pupils", "1e3", "number in digits"),
        ("pupils", "NaN", "number in digits"),
        ("pupils", "٣", "number in digits"),
        ("pupils", "1,5", "whole number"),
        ("pupils", "-1", "0 or more"),
        ("pupils", "5001", "5000 or less"),
        ("pupils", True, "not of the kind"),
        ("pupils", 1.5, "not of the kind"),
        ("sum", "1.250", "thousands or decimals"),
        ("sum", "1,0005", "Give the sum in euros"),
        ("sum", "-1", "or more"),
        ("sum", 10**15, "too large"),
        ("sum", False, "not of the kind"),
        ("levels", ["four"], "Choose from the options"),
        ("levels", {"one": 1}, "Choose from the options"),
        ("levels", [["one"]], "Choose from the options"),
        ("scale", "middle", "Choose one of the options"),
        ("start", "31.2.2021", "a date that exists"),
        ("start", "31.3.21", "a date that exists"),
        ("start", "1.1.1021", "this century or the last"),
        ("own", "maybe", "yes or no"),
        ("own", 1, "yes or no"),
        ("views", {"summer": "yes"}, "rows of the question"),
        ("views", {"autumn": "maybe"}, "options on every row"),
        ("views", "yes", "rows of the question"),
        ("terms", [{"grade": 5}], "rows of the question"),
        ("terms", {"autumn": {"shoe": 5}}, "columns of the question"),
        ("people", {"0": {}, "a": 1}, "rows of the question"),
        ("people", [{"grade": "5"}] * 6, "At most 5 rows"),
        ("people", [{"grade": "5"}, {"grade": "10", "note": "x" * 21}], "Row 2: Give 9 or less"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_its_reason(key, raw, reason):
    with override("en"), pytest.raises(ValidationError, match=reason):
        clean(QUESTIONS[key], raw)


def test_a_text_is_as_long_as_the_browser_says():
    """A line break is one, and a family of emoji is what `value.length` makes of it."""
    assert clean(QUESTIONS["purpose"], "a\r\n" * 24 + "bc")
    assert length("👨‍👩‍👧") == 8
    assert clean(QUESTIONS["purpose"], "👍" * 25)
    with pytest.raises(ValidationError):
        clean(QUESTIONS["purpose"], "👍" * 26)


def test_all_faults_of_a_table_come_at_once():
    rows = [{"grade": "x"}, {"cost": "x"}]
    with pytest.raises(ValidationError) as refused:
        clean(QUESTIONS["people"], rows)
    assert len(refused.value.messages) == 2


@pytest.mark.parametrize(
    ("key", "value", "complete"),
    [
        ("name", None, True),
        ("purpose", None, False),
        ("own", False, True),
        ("views", {"autumn": "yes"}, False),
        ("views", {"autumn": "yes", "spring": "no"}, True),
        ("terms", {"autumn": {"grade": 5}}, False),
        ("terms", {"autumn": {"grade": 5}, "spring": {"cost": 1}}, False),
        ("terms", {"autumn": {"grade": 5}, "spring": {"grade": 6}}, True),
        ("people", [{"cost": 1}], False),
        ("people", [{"grade": 1}], True),
    ],
)
def test_a_required_part_makes_an_answer_whole(key, value, complete):
    assert is_complete(QUESTIONS[key], value) is complete


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
CELL = {
    "grade": st.integers(1, 9) | st.integers(1, 9).map(str),
    "cost": st.integers(-(10**9), 10**9),
    "note": st.text(alphabet="aä\u0308 \n", max_size=10),
    "kind": st.sampled_from(["a", "b", ""]),
    "day": st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
}
row = st.fixed_dictionaries({}, optional=CELL)
GOOD = {
    "purpose": st.text(max_size=25),
    "name": st.text(max_size=60),
    "own": st.booleans(),
    "levels": st.lists(st.sampled_from(["one", "two", "three"])),
    "pupils": st.integers(0, 5000),
    "share": st.decimals(-(10**6), 10**6, places=2).map(str),
    "sum": st.integers(0, 10**12),
    "start": CELL["day"],
    "scale": st.sampled_from(["low", "high"]),
    "terms": st.fixed_dictionaries({}, optional={"autumn": row, "spring": row}),
    "people": st.lists(row, max_size=5),
    "views": st.fixed_dictionaries({}, optional={"autumn": st.sampled_from(["yes", "no"])}),
}
typed = st.sampled_from(sorted(GOOD)).flatmap(lambda key: st.tuples(st.just(key), GOOD[key]))


@given(st.sampled_from(sorted(QUESTIONS)), anything)
def test_anything_is_stored_in_one_form_or_refused(key, raw):
    try:
        stored = clean(QUESTIONS[key], raw)
    except ValidationError:
        return
    assert clean(QUESTIONS[key], stored) == stored
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored


@given(typed, st.sampled_from(["fi", "sv", "en"]))
def test_a_stored_answer_typed_again_is_the_same_answer(pair, language):
    key, raw = pair
    try:
        stored = clean(QUESTIONS[key], raw)
    except ValidationError:
        assert key in {"purpose", "name", "terms", "people"}  # a control character, or letters that grew
        return
    with override(language):
        assert clean(QUESTIONS[key], as_typed(QUESTIONS[key], stored)) == stored


@given(st.text(max_size=40))
def test_a_stored_text_is_composed_and_has_one_kind_of_line_break(raw):
    try:
        stored = clean(QUESTIONS["purpose"], raw) or ""
    except ValidationError:
        return
    assert unicodedata.is_normalized("NFC", stored)
    assert "\r" not in stored
    assert stored == stored.strip()
