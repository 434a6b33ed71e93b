"""Who sees and does what with an application; that both faces of rules agree is tested for all at once."""

import pytest

from grants import rules
from grants.models import Application
from grants.workflows import APPLICATION
from pilots.models import Pilot
from pilots.rules import sees_pilot
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
    """Iisalmi's draft and Vasa's sent application."""
    draft = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    vasa = {"organisation": providers["vaasa"], "actor": cast["outsider"], "name": "Närvaro"}
    factories.make_sent(call, signatory=cast["outsider_signatory"], **vasa)
    return {"draft": draft, "sent": Application.objects.get(pilot__name="Närvaro")}


def test_both_faces_of_seeing_a_pilot_agree(applications, cast):
    both_faces_agree(rules.reads_sent_pilot, cast.values(), Pilot.objects.all())
    both_faces_agree(sees_pilot, cast.values(), Pilot.objects.all())


def test_a_draft_is_seen_by_its_writers_alone_and_what_was_sent_by_officials(applications, cast):
    examining = {"presenting_officer", "assessor", "conflicted_assessor", "decision_maker"}

    def who_sees(application):
        seeing = {
            key
            for key, user in cast.items()
            if Application.objects.visible_to(user).filter(pk=application.pk)
        }
        reading = {key for key, user in cast.items() if may_read(user, application.case)}
        # Who examines has it in lists, and opens it once they have declared.
        assert reading == seeing - examining
        factories.declare_free(application, *(cast[key] for key in seeing & examining))
        assert seeing == {key for key, user in cast.items() if may_read(user, application.case)}
        return seeing

    assert who_sees(applications["draft"]) == {"preparer", "signatory"}
    assert who_sees(applications["sent"]) == {"outsider", "outsider_signatory", *READERS}


def test_what_is_typed_is_taken_by_preparer_and_signatory_and_sent_by_the_signatory(applications, cast):
    draft = applications["draft"]
    writing = {key for key, user in cast.items() if rules.edits_application.test(user, draft)}
    sending = {key for key, user in cast.items() if APPLICATION.may("submit", user, draft)}
    assert (writing, sending) == ({"preparer", "signatory"}, {"signatory"})
