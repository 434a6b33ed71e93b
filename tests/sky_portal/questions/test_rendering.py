"""Answers for reading, and for keeping."""

import json

import pytest

from sky_portal.questions.rendering import canonical, printable, printable_of
from sky_portal.questions.services import save_answer

NBSP = "\u00a0"
ANSWERS = {
    "purpose": "Ensimmäinen rivi\ntoinen",
    "own": False,
    "why": "Ei kysytä",
    "levels": ["one", "two"],
    "pupils": 2212,
    "share": "-1234.5",
    "sum": 125_050,
    "start": "2021-03-31",
    "scale": "high",
    "terms": {"spring": {"grade": 5, "cost": 100}},
    "people": [{"note": "Aino", "kind": "b", "day": "2021-08-10"}],
    "views": {"autumn": "yes"},
}


@pytest.fixture
def answered(sheet, writer):
    for key, value in ANSWERS.items():
        save_answer(sheet, key=key, value=value, base_version=0, actor=writer)
    return sheet


def by_key(sections) -> dict:
    return {question["key"]: question for section in sections for question in section["questions"]}


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "fi",
            {
                "pupils": f"2{NBSP}212",
                "share": f"−1{NBSP}234,5",
                "sum": f"1{NBSP}250,50{NBSP}€",
                "start": "31.3.2021",
                "own": "Ei",
                "scale": "High",
            },
        ),
        (
            "sv",
            {"share": f"−1{NBSP}234,5", "start": "31.3.2021", "own": "Nej", "scale": "High sv"},
        ),
        (
            "en",
            {
                "pupils": "2,212",
                "share": "−1,234.5",
                "sum": "€1,250.50",
                "start": f"31{NBSP}March 2021",
                "own": "No",
                "scale": "High en",
            },
        ),
    ],
)
def test_an_answer_reads_as_its_language_writes_it(answered, language, texts):
    shown = by_key(printable(answered, language))
    assert {key: shown[key]["text"] for key in texts} == texts


def test_lists_and_tables_have_their_shape(answered):
    shown = by_key(printable(answered, "fi"))
    assert shown["levels"]["items"] == ["One", "Two"]
    assert shown["terms"]["head"][:2] == [
        {"text": "Grade", "numeric": True},
        {"text": "Cost", "numeric": True},
    ]
    assert shown["terms"]["rows"] == [
        {"label": "Syksy", "cells": ["", "", "", "", ""]},
        {"label": "Kevät", "cells": ["5", f"1{NBSP}€", "", "", ""]},
    ]
    assert shown["people"]["rows"] == [{"label": "", "cells": ["", "", "Aino", "B", "10.8.2021"]}]
    assert shown["views"]["rows"] == [{"label": "Syksy", "cells": ["Yes"]}, {"label": "Kevät", "cells": [""]}]


def test_what_is_not_asked_is_left_out_and_what_is_not_answered_is_there(answered):
    shown = by_key(printable(answered, "fi"))
    assert "why" not in shown
    assert (shown["name"]["answered"], shown["name"]["text"]) == (False, "")
    assert "kind" in shown


def test_both_are_plain_json_and_the_kept_one_needs_no_sheet(answered):
    kept = json.loads(json.dumps(canonical(answered)))
    assert printable_of(kept, "sv") == printable(answered, "sv")
    assert kept["set"] == "sky"
    purpose = kept["sections"][0]["questions"][0]
    assert purpose["label"] == {"fi": "Purpose", "sv": "Purpose sv", "en": "Purpose en"}
    assert purpose["value"] == ANSWERS["purpose"]
    assert "help" not in purpose


def test_a_missing_language_says_which_one_it_fell_back_to(answered):
    kept = canonical(answered)
    del kept["sections"][0]["questions"][0]["label"]["en"]
    shown = by_key(printable_of(kept, "en"))
    assert (shown["purpose"]["label"], shown["purpose"]["lang"]) == ("Purpose", "fi")


def test_a_mark_of_secrecy_is_kept(answered, writer):
    save_answer(answered, key="name", value="Salainen", base_version=0, actor=writer, secret=True)
    assert by_key(printable(answered, "fi"))["name"]["secret"]
