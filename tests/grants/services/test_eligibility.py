"""The officer's word on the condition: with a reason, beside the verdict, kept for good."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from grants.models import EligibilityRuling
from grants.services import application as applications
from grants.services import submission as submissions
from grants.services.eligibility import SentAnew, rule_on_eligibility, rulings_of
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories


@pytest.fixture
def open_now():
    with clock.standing_at(factories.OPEN):
        yield


@pytest.fixture
def ready(open_now, db, cast, providers):
    call = factories.make_call()
    return factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def sent(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    factories.declare_free(ready, cast["presenting_officer"])
    return ready


def test_a_ruling_keeps_who_when_why_and_on_what(sent, cast):
    rule_on_eligibility(sent, eligible=True, reason=" Kattaa alueen. ", actor=cast["presenting_officer"])
    ruling = EligibilityRuling.objects.get()
    assert (ruling.eligible, ruling.reason) == (True, "Kattaa alueen.")
    assert (ruling.submission, ruling.made_by) == (sent.current_submission, cast["presenting_officer"])
    assert ruling.made_at == factories.OPEN
    event = AuditEvent.objects.get(case=sent.case, verb="rule_on_eligibility")
    assert event.facts == {"ruling": ruling.pk, "submission": 1, "eligible": True}


def test_no_reason_no_ruling(sent, cast):
    with pytest.raises(ValidationError):
        rule_on_eligibility(sent, eligible=True, reason="  ", actor=cast["presenting_officer"])
    assert not EligibilityRuling.objects.exists()


@pytest.mark.parametrize("who", ["preparer", "signatory", "assessor", "decision_maker", "reader"])
def test_only_the_presenting_officer_rules(sent, cast, who):
    with pytest.raises(StepForbidden):
        rule_on_eligibility(sent, eligible=True, reason="X", actor=cast[who])


def test_a_draft_is_not_ruled_on(ready, cast):
    with pytest.raises(StepRefused):
        rule_on_eligibility(ready, eligible=True, reason="X", actor=cast["presenting_officer"])


def test_what_was_read_is_what_is_ruled_on(sent, cast):
    applications.save_note(sent, text="Uutta.", actor=cast["preparer"])
    submissions.submit(sent, actor=cast["signatory"])
    with pytest.raises(SentAnew):
        rule_on_eligibility(sent, eligible=True, reason="X", seen=1, actor=cast["presenting_officer"])
    rule_on_eligibility(sent, eligible=True, reason="X", seen=2, actor=cast["presenting_officer"])
    assert EligibilityRuling.objects.get().submission.number == 2


def test_the_latest_counts_and_the_earlier_stays(sent, cast):
    officer = cast["presenting_officer"]
    rule_on_eligibility(sent, eligible=True, reason="Ensin.", actor=officer)
    rule_on_eligibility(sent, eligible=False, reason="Sitten.", actor=officer)
    assert [ruling.reason for ruling in rulings_of(sent)] == ["Sitten.", "Ensin."]
    with pytest.raises(IntegrityError), transaction.atomic():
        EligibilityRuling.objects.update(eligible=True)
