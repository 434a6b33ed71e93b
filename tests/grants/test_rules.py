"""Who may, in the matters of money: lists and single answers agree over the whole cast."""

from datetime import timedelta

import pytest

from grants import rules
from grants.models import Application, Call
from grants.workflows import APPLICATION, CALL
from pilots.models import Pilot
from pilots.rules import sees_pilot
from sky_portal import clock
from sky_portal.cases.access import may_read
from tests.agreement import both_faces_agree
from tests.grants import factories

pytestmark = pytest.mark.django_db

OFFICIALS = (
    "presenting_officer",
    "assessor",
    "conflicted_assessor",
    "decision_maker",
    "finance",
    "registrar",
    "call_administrator",
)
READERS = (*OFFICIALS, "evaluator", "reader")


@pytest.fixture
def applications(call, cast, providers):
    """Iisalmi's draft and Vasa's sent application, and a call that is not published."""
    draft = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    vasa = {"organisation": providers["vaasa"], "actor": cast["outsider"], "name": "Närvaro"}
    factories.make_sent(call, signatory=cast["outsider_signatory"], **vasa)
    data = factories.call_data(slug="other")
    data["programme"]["key"] = data["questions"]["key"] = "other"
    from grants.services.call import load

    load(data)
    return {"draft": draft, "sent": Application.objects.get(pilot__name="Närvaro")}


APPLICATION_RULES = (
    "call_is_open",
    "is_sent",
    "is_writable",
    "is_applicant",
    "writes_application",
    "is_signatory",
)
APPLICATION_RULES = (*APPLICATION_RULES, "edits_application", "sees_application")


@pytest.mark.parametrize("name", APPLICATION_RULES)
@pytest.mark.parametrize("late", [False, True])
def test_both_faces_of_the_rules_on_applications_agree(applications, call, cast, name, late):
    moment = call.closes_at + timedelta(seconds=1) if late else factories.OPEN
    with clock.standing_at(moment):
        both_faces_agree(getattr(rules, name), cast.values(), Application.objects.all())


@pytest.mark.parametrize("name", ["call_is_public", "call_is_published", "sees_call"])
def test_both_faces_of_the_rules_on_calls_agree(applications, cast, name):
    both_faces_agree(getattr(rules, name), cast.values(), Call.objects.all())


def test_both_faces_of_seeing_a_pilot_agree(applications, cast):
    both_faces_agree(rules.reads_sent_pilot, cast.values(), Pilot.objects.all())
    both_faces_agree(sees_pilot, cast.values(), Pilot.objects.all())


@pytest.mark.parametrize("workflow", [APPLICATION, CALL])
def test_both_faces_of_every_step_agree(applications, cast, workflow):
    for step in workflow.steps.values():
        both_faces_agree(step.rule, cast.values(), workflow.model.objects.all())


def test_a_draft_is_seen_by_its_writers_alone_and_what_was_sent_by_officials(applications, cast):
    def who_sees(application):
        seeing = {
            key
            for key, user in cast.items()
            if Application.objects.visible_to(user).filter(pk=application.pk)
        }
        reading = {key for key, user in cast.items() if may_read(user, application.case)}
        assert reading == seeing
        return seeing

    assert who_sees(applications["draft"]) == {"preparer", "signatory"}
    assert who_sees(applications["sent"]) == {"outsider", "outsider_signatory", *READERS}


def test_what_is_typed_is_taken_by_preparer_and_signatory_and_sent_by_the_signatory(applications, cast):
    draft = applications["draft"]
    writing = {key for key, user in cast.items() if rules.edits_application.test(user, draft)}
    sending = {key for key, user in cast.items() if APPLICATION.may("submit", user, draft)}
    assert (writing, sending) == ({"preparer", "signatory"}, {"signatory"})
