"""Loading and publishing calls."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.calldata import CallDataRefused
from grants.examples import ensure_register
from grants.models import Call, CostCategory
from grants.services import call as calls
from pilots.models import Programme
from sky_portal import clock
from sky_portal.accounts.cast import ensure_authorities
from sky_portal.audit.models import AuditEvent
from sky_portal.questions.models import QuestionSet
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants.factories import OPEN, call_data, make_call
from tests.grants.test_calldata import JSON, PLACES, with_changed

pytestmark = pytest.mark.django_db


ANNOUNCED = clock.helsinki(2021, 2, 8, 9)


@pytest.fixture(autouse=True)
def _authorities(db):
    ensure_authorities()
    ensure_register()


def test_a_call_is_loaded_whole_as_a_draft_that_only_administrators_see(cast):
    loaded = calls.load(call_data())
    assert loaded.changed
    assert calls.is_draft(loaded.call)
    assert loaded.call.cost_categories.count() == 3
    assert loaded.call.milestones.count() == 7
    assert loaded.call.programme.short_name == "SKY"
    assert list(Call.objects.visible_to(cast["call_administrator"])) == [loaded.call]
    assert not Call.objects.visible_to(cast["preparer"]).exists()


def test_the_same_data_again_changes_nothing():
    calls.load(call_data())
    events = AuditEvent.objects.count()
    again = calls.load(call_data())
    assert not again.changed
    assert AuditEvent.objects.count() == events
    assert Call.objects.count() == 1


def test_a_draft_takes_what_the_data_newly_says():
    calls.load(call_data())
    data = call_data(amount_euros=5_600_000)
    data["cost_categories"].pop()
    call = calls.load(data).call
    assert call.amount_cents == 5_600_000_00
    assert CostCategory.objects.filter(call=call).count() == 2


def test_a_published_call_is_not_changed_by_loading():
    call = make_call()
    with pytest.raises(CallDataRefused) as refused:
        calls.load(call_data(own_share_percent=10, appropriations=[]))
    assert refused.value.problems == [
        "sky-2021 is published and cannot be changed by loading;"
        " it differs in appropriations, own_share_percent"
    ]
    call.refresh_from_db()
    assert call.own_share_percent == 20
    assert not calls.load(call_data()).changed


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("authority",), "NOBODY", "authority: no organisation has the code NOBODY"),
        (("programme", "eligibility"), [{"rule": "no_such", "count": 1}], "programme: "),
        (("questions", "content"), {"sections": []}, "questions: "),
        (("slug",), "not a slug", "slug: a word"),
        (("programme", "recipients_of"), "none", "programme.recipients_of: no programme"),
        (("programme", "recipients_of"), "sky", "programme.recipients_of: a programme does not"),
    ],
)
def test_a_faulty_call_leaves_nothing_behind(path, value, problem):
    data = call_data()
    target = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(CallDataRefused) as refused:
        calls.load(data)
    assert refused.value.problems[0].startswith(problem)
    assert not Call.objects.exists()
    assert not Programme.objects.exists()
    assert not QuestionSet.objects.exists()


def test_publishing_puts_the_questions_in_use(cast):
    with clock.standing_at(OPEN):
        call = calls.publish(calls.load(call_data()).call, actor=cast["call_administrator"])
    assert not calls.is_draft(call)
    assert call.question_set.in_use_since == OPEN
    assert Call.objects.visible_to(cast["visitor"]).exists()


def test_only_an_administrator_or_the_portal_publishes_and_only_once(cast):
    call = calls.load(call_data()).call
    with pytest.raises(StepForbidden):
        calls.publish(call, actor=cast["presenting_officer"])
    with clock.standing_at(ANNOUNCED):
        calls.publish(call)
        with pytest.raises(StepRefused):
            calls.publish(call)


def test_questions_in_use_never_change():
    make_call()
    data = call_data(slug="sky-2022")
    data["programme"]["key"] = "sky2"
    data["questions"]["content"]["sections"][0]["questions"].pop()
    with pytest.raises(CallDataRefused, match="never changes"):
        calls.load(data)


def test_a_second_quite_different_call_needs_no_code():
    make_call()
    data = call_data(slug="ohjausryhmat", amount_euros=1, own_share_percent=0, case_class="521")
    data["programme"] |= {"key": "vip", "eligibility": [{"rule": "team", "chair": 1, "low": 2, "high": 4}]}
    data["questions"]["key"] = "vip"
    assert calls.load(data).call.programme.key == "vip"
    assert Call.objects.count() == 2


def test_the_command_loads_publishes_and_says_what_it_did(tmp_path, capsys):
    file = tmp_path / "call.json"
    file.write_text(json.dumps(call_data()))
    with clock.standing_at(ANNOUNCED):
        call_command("load_call", file, "--publish")
        assert capsys.readouterr().out == "Call sky-2021: loaded.\nCall sky-2021: published.\n"
        call_command("load_call", file, "--publish")
    assert capsys.readouterr().out == "Call sky-2021: nothing to change.\n"


def test_the_command_does_not_publish_what_is_not_ready(tmp_path, capsys):
    file = tmp_path / "call.json"
    file.write_text(json.dumps(call_data()))
    with (
        clock.standing_at(clock.helsinki(2021, 4, 1)),
        pytest.raises(CommandError, match="stays a draft\nbasics: The closing time has passed already"),
    ):
        call_command("load_call", file, "--publish")
    assert calls.is_draft(Call.objects.get())


@given(path=st.sampled_from([path for path in PLACES if path]), value=JSON)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_can_be_kept(path, value):
    """No value that reading lets through is one that a database refuses."""
    try:
        with transaction.atomic():
            assert calls.is_draft(calls.load(with_changed(call_data(), path, value)).call)
            transaction.set_rollback(True)
    except CallDataRefused as refused:
        assert str(refused)  # noqa: PT017
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "nested too deep"),
        (b"{", "not a JSON file"),
        (b"\xff\xfe", "not a JSON file"),
        (b"{}", "refused, nothing was changed\nslug: is missing"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_file(tmp_path, content, words):
    file = tmp_path / "call.json"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("load_call", file)


def test_the_command_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_call", tmp_path / "none.json")
