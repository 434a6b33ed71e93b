"""Edits of a draft: whatever is done in whichever order, the content stays readable."""

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sky_portal.questions import editing
from sky_portal.questions.enums import CELL_TYPES, QuestionType
from sky_portal.questions.keys import RESERVED, key_from
from sky_portal.questions.schema import question_of
from sky_portal.questions.validation import KEY, validate
from tests.sky_portal.questions.content import content, texts

EMPTY: dict[str, Any] = {"sections": []}
DOUBLED = (("yksi", "Yksi"), ("yksi", "Yksi"), ("<x>", "Kolme"))
OPTION_KEY = re.compile("[a-z0-9_]{1,60}")


def order(draft: Any) -> list[str]:
    return [question["key"] for question in editing.questions_of(draft)]


def made(label: str, kind: str = "short_text", **own: Any) -> dict[str, Any]:
    return {"type": kind, "label": texts(label), **own}


def choices(*labels: str) -> list[dict[str, Any]]:
    return [{"value": "", "label": texts(label)} for label in labels]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Hankkeen tavoite", "hankkeen_tavoite"),
        ("Älä öljyä Åbo!", "ala_oljya_abo"),
        ("5 askelta", "question_5_askelta"),
        ("🙂", "question"),
        ("", "question"),
        ("x" * 200, "x" * 60),
        ("Continue", "continue_2"),
    ],
)
def test_a_key_is_made_from_the_words(words, key):
    assert key_from(words, fallback="question") == key
    assert KEY.fullmatch(key)


def test_a_value_of_a_scale_may_begin_with_a_digit():
    assert key_from("1 = ei lainkaan", fallback="option", digits=True) == "1_ei_lainkaan"


@given(st.text(max_size=90), st.sets(st.text(max_size=8)))
def test_a_key_is_always_one_and_new(words, taken):
    key = key_from(words, taken, fallback="question")
    assert KEY.fullmatch(key)
    assert key not in taken | RESERVED


def test_an_edit_leaves_its_own_content_as_it_was():
    before = content()
    editing.delete_question(before, "purpose")
    editing.move_question(before, "name", -1)
    assert before == content()


def test_questions_keep_their_key_and_type_when_their_words_change():
    draft, section = editing.add_section(EMPTY, title=texts("Tavoitteet"), intro={})
    draft, key = editing.add_question(draft, section, made("Tavoite", limit=10))
    draft = editing.change_question(draft, key, made("Aivan muu", "date", limit=20))
    assert editing.question_named(draft, "tavoite") == {
        "key": "tavoite",
        "type": "short_text",
        "label": texts("Aivan muu"),
        "limit": 20,
    }
    validate(draft)


def test_options_keep_their_values_when_reworded_and_moved_and_get_new_ones_when_new():
    draft, section = editing.add_section(EMPTY, title=texts("A"), intro={})
    draft, key = editing.add_question(
        draft, section, made("Valitse", "choice", options=choices("Yksi", "Kaksi"))
    )
    options = editing.question_named(draft, key)["options"]
    assert [option["value"] for option in options] == ["yksi", "kaksi"]
    options[0]["label"] = texts("Eka")
    changed = made("Valitse", "choice", options=[options[1], options[0], *choices("Yksi")])
    draft = editing.change_question(draft, key, changed)
    assert [option["value"] for option in editing.question_named(draft, key)["options"]] == [
        "kaksi",
        "yksi",
        "yksi_2",
    ]


def test_a_broken_request_cannot_give_two_options_one_value_or_a_value_of_its_own():
    draft, section = editing.add_section(EMPTY, title=texts("A"), intro={})
    draft, key = editing.add_question(
        draft, section, made("Valitse", "choice", options=choices("Yksi", "Kaksi"))
    )
    doubled = [{"value": value, "label": texts(label)} for value, label in DOUBLED]
    draft = editing.change_question(draft, key, made("Valitse", "choice", options=doubled))
    values = [option["value"] for option in editing.question_named(draft, key)["options"]]
    assert values == ["yksi", "yksi_2", "kolme"]


def test_columns_and_their_options_get_keys():
    draft, section = editing.add_section(EMPTY, title=texts("A"), intro={})
    columns = [
        {"key": "", "type": "choice", "label": texts("Laji"), "options": choices("Palkka")},
        {"key": "", "type": "euro", "label": texts("Summa")},
    ]
    draft, key = editing.add_question(draft, section, made("Menot", "table", columns=columns, max_rows=3))
    table = question_of(editing.question_named(draft, key))
    assert [column.key for column in table.columns] == ["laji", "summa"]
    assert table.columns[0].values == ("palkka",)
    validate(draft)


def test_what_others_wait_for_is_not_deleted_unless_they_are_freed():
    with pytest.raises(editing.EditRefused) as refused:
        editing.delete_question(content(), "own")
    assert refused.value.waiting == ("why",)
    assert "Why" in refused.value.messages[0]
    freed = editing.delete_question(content(), "own", free=True)
    assert "condition" not in editing.question_named(freed, "why")
    validate(freed)


def test_a_section_that_others_wait_for_is_not_deleted():
    with pytest.raises(editing.EditRefused):
        editing.delete_section(content(), "aims")
    assert order(editing.delete_section(content(), "figures")) == ["purpose", "name", "own", "why", "levels"]


def test_no_question_comes_before_the_one_it_waits_for():
    with pytest.raises(editing.EditRefused):
        editing.move_question(content(), "why", -1)
    with pytest.raises(editing.EditRefused):
        editing.move_question(content(), "own", 1)
    with pytest.raises(editing.EditRefused):
        editing.move_section(content(), "figures", -1)
    with pytest.raises(editing.EditRefused):
        editing.change_question(content(), "own", editing.question_named(content(), "own"), section="figures")


def test_an_answer_that_is_waited_for_is_not_taken_away():
    levels = editing.question_named(content(), "levels")
    levels["options"] = [option for option in levels["options"] if option["value"] != "two"]
    with pytest.raises(editing.EditRefused):
        editing.change_question(content(), "levels", levels)


def test_a_condition_on_a_later_question_is_refused_but_another_fault_bars_nothing():
    why = editing.question_named(content(), "why") | {"condition": {"question": "levels", "in": ["one"]}}
    with pytest.raises(editing.EditRefused):
        editing.change_question(content(), "why", why)
    draft = content()
    draft["sections"][1]["questions"][0]["condition"] = {"question": "nowhere", "is": True}
    assert editing.dangling(draft) == {"pupils": "nowhere"}
    assert "purpose" not in order(editing.delete_question(draft, "purpose"))


def test_true_is_not_one():
    draft = content()
    editing.question_named(draft, "why")["condition"] = {"question": "own", "is": 1}
    assert editing.dangling(draft) == {"why": "own"}


def test_questions_move_within_their_section_and_over_its_ends():
    draft = editing.move_question(content(), "name", -1)
    assert order(draft)[:2] == ["name", "purpose"]
    draft = editing.move_question(draft, "name", -1)
    assert order(draft)[:2] == ["name", "purpose"]
    draft = editing.move_question(draft, "levels", 1)
    assert editing.section_of(draft, "levels")["key"] == "figures"
    draft = editing.move_question(draft, "levels", -1)
    assert draft["sections"][0]["questions"][-1]["key"] == "levels"


def test_a_question_goes_to_the_end_of_another_section():
    purpose = editing.question_named(content(), "purpose")
    draft = editing.change_question(content(), "purpose", purpose, section="figures")
    assert order(draft)[-1] == "purpose"


def test_sections_are_named_moved_and_introduced():
    draft, first = editing.add_section(EMPTY, title={"fi": "Tausta", "sv": "", "en": " "}, intro={"fi": ""})
    draft, second = editing.add_section(draft, title=texts("Tausta"), intro=texts("Kerro"))
    assert (first, second) == ("tausta", "tausta_2")
    assert editing.section_named(draft, "tausta") == {
        "key": "tausta",
        "title": {"fi": "Tausta"},
        "questions": [],
    }
    draft = editing.move_section(draft, second, -1)
    assert [section["key"] for section in draft["sections"]] == ["tausta_2", "tausta"]
    draft = editing.change_section(draft, second, title=texts("Muu"), intro={})
    assert "intro" not in editing.section_named(draft, second)


def test_conditions_can_be_on_earlier_questions_of_few_answers():
    assert [one["key"] for one in editing.earlier(content(), question="why")] == ["own"]
    assert [one["key"] for one in editing.earlier(content(), section="aims")] == ["own", "levels"]
    assert editing.answers_to(editing.question_named(content(), "own")) == [True, False]


@pytest.mark.parametrize("what", [None, [], "x", {"sections": None}, {}])
def test_no_content_yet_is_an_empty_set(what):
    assert editing.readable(what) == EMPTY


def test_what_is_not_there_cannot_be_edited():
    for edit in (editing.delete_question, editing.delete_section, editing.question_named, editing.section_of):
        with pytest.raises(KeyError):
            edit(content(), "nowhere")


LABELS = st.fixed_dictionaries({}, optional={"fi": st.text(max_size=6), "sv": st.text(max_size=6)})
PARTS = st.fixed_dictionaries({"key": st.text(max_size=3), "value": st.text(max_size=3), "label": LABELS})
COLUMNS = st.fixed_dictionaries(
    {"key": st.text(max_size=3), "label": LABELS, "type": st.sampled_from(sorted(CELL_TYPES))}
)


@st.composite
def questions(draw: Any) -> dict[str, Any]:
    """A question as a form may give it: any type, unfinished, its rows with keys of any kind."""
    kind = draw(st.sampled_from(QuestionType.values))
    made = {"type": kind, "label": draw(LABELS), "required": draw(st.booleans())}
    if kind in ("choice", "several", "likert", "matrix"):
        made["options"] = [
            {"value": p["value"], "label": p["label"]} for p in draw(st.lists(PARTS, max_size=3))
        ]
    if kind in ("matrix",):
        made["rows"] = [{"key": p["key"], "label": p["label"]} for p in draw(st.lists(PARTS, max_size=3))]
    if kind in ("table",):
        made["columns"] = draw(st.lists(COLUMNS, max_size=3))
    return made


def some(data: Any, keys: list[str]) -> str:
    return data.draw(st.sampled_from([*keys, "nowhere"]))


def edited(data: Any, draft: Any) -> Any:
    """The draft after one edit of any kind."""
    sections = [section["key"] for section in draft["sections"]]
    key, section = some(data, order(draft)), some(data, sections)
    by = data.draw(st.sampled_from([-1, 1]))
    question = data.draw(questions())
    if candidates := editing.earlier(draft, question=key):
        asked = data.draw(st.sampled_from(candidates))
        if values := editing.answers_to(asked):
            question["condition"] = {"question": asked["key"], "in": [data.draw(st.sampled_from(values))]}
    edit = data.draw(
        st.sampled_from(
            [
                lambda: editing.add_section(draft, title=data.draw(LABELS), intro=data.draw(LABELS))[0],
                lambda: editing.change_section(draft, section, title=data.draw(LABELS), intro={}),
                lambda: editing.delete_section(draft, section),
                lambda: editing.move_section(draft, section, by),
                lambda: editing.add_question(draft, section, question)[0],
                lambda: editing.add_question(draft, section, question)[0],
                lambda: editing.change_question(
                    draft, key, question, section=data.draw(st.sampled_from(["", section]))
                ),
                lambda: editing.delete_question(draft, key, free=data.draw(st.booleans())),
                lambda: editing.move_question(draft, key, by),
            ]
        )
    )
    return edit()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_sequence_of_edits_keeps_the_content_readable_and_its_keys_unique(data):
    draft = data.draw(st.sampled_from([EMPTY, content()]))
    for _ in range(data.draw(st.integers(1, 12))):
        with suppress(KeyError, editing.EditRefused):
            draft = edited(data, draft)
        keys = order(draft)
        sections = [section["key"] for section in draft["sections"]]
        assert len(set(keys)) == len(keys)
        assert len(set(sections)) == len(sections)
        assert all(KEY.fullmatch(key) for key in [*keys, *sections])
        assert editing.dangling(draft) == {}
        for question in map(question_of, editing.questions_of(draft)):
            for parts in (question.values, [row.value for row in question.rows]):
                assert len(set(parts)) == len(parts)
                assert all(OPTION_KEY.fullmatch(part) for part in parts)
            columns = [column.key for column in question.columns]
            assert len(set(columns)) == len(columns)
