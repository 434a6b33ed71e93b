"""The verbs of a draft's questions: what was seen, what stands, who may."""

from typing import Any

import pytest

from grants.models import Call
from grants.services.call import questions as service
from grants.services.call.basics import ChangedMeanwhile
from grants.services.call.programme import commitments_of, put_rule, rule_mark, save_commitments
from grants.services.call.recipients import record_recipients
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import digest
from sky_portal.questions import editing
from sky_portal.questions.models import QuestionSet
from sky_portal.workflow import StepForbidden
from tests.grants import factories

DATE = {"type": "date", "label": {"fi": "Milloin"}}


@pytest.fixture
def call(db: None, standing: None) -> Call:
    return factories.make_call(published=False)


@pytest.fixture
def administrator(cast: dict[str, Any]) -> Any:
    return cast["call_administrator"]


def stored(call: Call, key: str) -> Any:
    content = QuestionSet.objects.get(calls=call).content
    return editing.question_named(content, key)


def test_a_question_that_another_has_changed_is_not_overwritten(call, administrator):
    key = service.add_question(call, "aims", question=DATE, actor=administrator)
    seen = stored(call, key)
    theirs = {**DATE, "label": {"fi": "Koska"}}
    service.change_question(call, key, question=theirs, section="", actor=administrator, seen=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        service.change_question(call, key, question=DATE, section="", actor=administrator, seen=seen)
    assert refused.value.stored == stored(call, key)
    assert stored(call, key)["label"] == {"fi": "Koska"}


def test_a_section_that_another_has_changed_is_not_overwritten(call, administrator):
    seen = editing.section_named(call.question_set.content, "aims")
    texts = {"title": {"fi": "Toinen"}, "intro": {}}
    service.change_section(call, "aims", **texts, actor=administrator, seen=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        service.change_section(call, "aims", **texts, actor=administrator, seen=seen)
    assert refused.value.stored == texts


def test_a_refused_edit_leaves_no_trace(call, administrator):
    events, content = AuditEvent.objects.count(), QuestionSet.objects.get(calls=call).content
    with pytest.raises(KeyError):
        service.add_question(call, "nowhere", question=DATE, actor=administrator)
    assert AuditEvent.objects.count() == events
    assert QuestionSet.objects.get(calls=call).content == content


def test_nobody_else_edits(call, cast):
    for who in ("preparer", "presenting_officer", "decision_maker"):
        with pytest.raises(StepForbidden):
            service.add_section(call, title={"fi": "X"}, intro={}, actor=cast[who])
        with pytest.raises(StepForbidden):
            put_rule(call, {"rule": "min_municipalities", "count": 1}, actor=cast[who])
        with pytest.raises(StepForbidden):
            record_recipients(call, text="Iisalmi", actor=cast[who])


def test_commitments_that_another_has_changed_are_not_overwritten(call, administrator):
    seen = digest(commitments_of(call))
    values = {"commitments": [{"key": "", "text": {"fi": "Osallistun"}}]}
    save_commitments(call, values=values, actor=administrator, seen=seen)
    call.refresh_from_db()
    with pytest.raises(ChangedMeanwhile):
        save_commitments(call, values=values, actor=administrator, seen=seen)


def test_a_rule_that_is_gone_is_not_replaced_by_another(call, administrator):
    four = {"rule": "min_municipalities", "count": 4}
    put_rule(call, {**four, "count": 5}, actor=administrator, replaces=rule_mark(four))
    with pytest.raises(KeyError):
        put_rule(call, {**four, "count": 6}, actor=administrator, replaces=rule_mark(four))


@pytest.mark.parametrize("title", ["Budget", "Attachments", "Contact"])
def test_no_section_is_named_like_a_part_that_every_application_has(title, call, administrator):
    texts = {"title": {"fi": title}, "intro": {}}
    key = service.add_section(call, **texts, actor=administrator)
    assert key == f"{title.lower()}_2"
