"""What has changed between two contents: by answer, member, cost, contact and attachment."""

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.services import application as applications
from grants.services import submission as submissions
from grants.services import versions
from grants.services.differences import differences
from grants.services.submission import gather_anew
from sky_portal.text_diff import GONE, NEW, earlier, later
from tests.grants import factories


@pytest.fixture
def content(ready, cast):
    """What Iisalmi sent, as the database gives it back."""
    sent = submissions.submit(ready, actor=cast["signatory"])
    return json.loads(json.dumps(sent.content["application"]))


def changed(content: Any, change: Any) -> Any:
    other = copy.deepcopy(content)
    change(other)
    return other


def question(content: Any, key: str) -> Any:
    return next(q for s in content["answers"]["sections"] for q in s["questions"] if q["key"] == key)


def only(found: Any) -> Any:
    [part] = found.parts
    [change] = part.changes
    return change


def test_nothing_has_changed(content):
    found = differences(content, copy.deepcopy(content))
    assert not found
    assert found.count == 0


def test_the_working_copy_says_what_was_sent_until_it_is_edited(ready, content, cast):
    assert not versions.between(content, versions.working(gather_anew(ready)))
    applications.save_answer(ready, key="purpose", value="Toinen", base_version=1, actor=cast["preparer"])
    found = versions.between(content, versions.working(gather_anew(ready)))
    change = only(found)
    assert earlier(change.pieces) == factories.ANSWERS["purpose"]
    assert later(change.pieces) == "Toinen"


def test_a_text_is_told_word_by_word(content):
    before = question(content, "purpose")["value"]
    after = before.replace("jokainen", "ihan jokainen")
    change = only(
        differences(content, changed(content, lambda c: question(c, "purpose").update(value=after)))
    )
    assert [piece.text.strip() for piece in change.pieces if piece.kind == NEW] == ["ihan"]
    assert not [piece for piece in change.pieces if piece.kind == GONE]


def test_choices_are_told_whole(content):
    other = changed(content, lambda c: question(c, "solutions").update(value=["structural"]))
    change = only(differences(content, other))
    assert change.kind == "changed"
    assert [(piece.kind, piece.text.count("\n")) for piece in change.pieces] == [("same", 1), ("gone", 1)]


def test_a_mark_of_secrecy_is_a_change(content):
    other = changed(content, lambda c: question(c, "purpose").update(secret=True))
    assert str(only(differences(content, other)).remark) == "Merkitty sen jälkeen salassa pidettäväksi."
    assert str(only(differences(other, content)).remark) == "Ei enää merkitty salassa pidettäväksi."


def test_an_answer_that_is_not_asked_any_more(content):
    def without(other: Any) -> None:
        for section in other["answers"]["sections"]:
            section["questions"] = [q for q in section["questions"] if q["key"] != "targeted"]

    change = only(differences(content, changed(content, without)))
    assert (change.kind, earlier(change.pieces)) == ("removed", factories.ANSWERS["targeted"])
    assert change.remark


def test_members_contact_and_note(content):
    def change(other: Any) -> None:
        member = copy.deepcopy(other["members"][0]) | {"id": 999, "coordinates": False}
        member["organisation"]["name"] = {"fi": "Vieremä", "sv": "Vieremä"}
        other["members"].append(member)
        other["contact"]["phone"] = "040 123"
        other["eligibility_note"] = "Alueen ainoat kunnat."
        other["service"] = {"email": "kirjaamo@iisalmi.example"}

    found = differences(content, changed(content, change))
    told = {str(part.title): [later(c.pieces) for c in part.changes] for part in found.parts}
    assert told == {
        "Hakemus kokonaisuutena": ["Alueen ainoat kunnat.", "kirjaamo@iisalmi.example"],
        "Kunnat": ["Vieremä"],
        "Yhteyshenkilö": ["040 123"],
    }
    back = differences(changed(content, change), content)
    assert [c.kind for part in back.parts for c in part.changes] == ["removed"] * 4


def test_attachments_are_told_apart_by_their_content(content):
    one = {"name": "budjetti.xlsx", "sha256": "a" * 64, "secret": False}
    old = changed(content, lambda c: c.update(attachments=[one, one | {"name": "toinen.pdf"}]))
    new = changed(content, lambda c: c.update(attachments=[one | {"sha256": "b" * 64}]))
    [part] = differences(old, new).parts
    assert [(c.kind, earlier(c.pieces) or later(c.pieces)) for c in part.changes] == [
        ("removed", "budjetti.xlsx"),
        ("removed", "toinen.pdf"),
        ("added", "budjetti.xlsx"),
    ]
    marked = changed(old, lambda c: c["attachments"][0].update(secret=True))
    assert only(differences(old, marked)).remark


def test_lines_are_paired_by_what_they_are(content):
    line = content["budget"]["lines"][0]

    def change(other: Any) -> None:
        other["budget"]["lines"] = [
            line | {"amount_cents": line["amount_cents"] + 100, "basis": "Aluekoordinaattori 6 kk"},
            line | {"year": 2022, "basis": "Matkat", "amount_cents": 5_000},
        ]
        other["budget"]["sums"]["total_cents"] += 5_100

    budget = differences(content, changed(content, change)).budget
    assert [one.kind for one in budget.lines] == ["changed", "added"]
    assert set(budget.lines[0].earlier_only) == {"basis", "amount_cents"}
    assert budget.lines[1].shown["amount_cents"] == 5_000
    assert budget.sums[0].grown == 5_100


def test_equal_lines_count_as_often_as_they_are_there(content):
    line = content["budget"]["lines"][0]
    twice = changed(content, lambda c: c["budget"].update(lines=[line, line]))
    budget = differences(content, twice).budget
    assert [one.kind for one in budget.lines] == ["added"]


def test_other_funding_by_granter(content):
    other = changed(content, lambda c: c["budget"].update(other=[{"granter": "OPH", "amount_cents": 100}]))
    [row] = differences(content, other).budget.other
    assert (row.label, row.before, row.after, row.grown) == ("OPH", None, 100, 100)


NEWER = ("attachments", "service", "secrecy_grounds", "team", "eligibility_note", "verdict")


def test_an_older_snapshot_reads_fine(content):
    def older(other: Any) -> None:
        for key in NEWER:
            other.pop(key, None)
        for line in other["budget"]["lines"]:
            line.pop("decision", None)

    old = changed(content, older)
    assert differences(old, old).count == 0
    assert differences(old, content).count <= len(NEWER)
    assert not differences({}, {})
    assert differences({}, content)
    assert differences(content, {})


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_whatever_is_changed_is_told_and_nothing_else(content, seed):
    chance = random.Random(seed)
    one, other = (changed(content, lambda c: _disturb(c, chance)) for _ in range(2))
    for each in (one, other):
        assert not differences(each, copy.deepcopy(each))
    assert bool(differences(one, other)) is (one != other)
    assert differences(one, other).count == differences(other, one).count


def _disturb(content: Any, chance: random.Random) -> None:
    """Changes some of what people say."""
    for key in ("purpose", "preventive", "targeted"):
        if chance.random() < 0.5:
            question(content, key)["value"] = chance.choice(["Yksi", "Kaksi sanaa", "Kolme\nriviä"])
    if chance.random() < 0.5:
        content["contact"]["phone"] = chance.choice(["1", "2"])
    if chance.random() < 0.5:
        line = content["budget"]["lines"][0]
        content["budget"]["lines"].append(line | {"year": chance.choice([2021, 2022])})
