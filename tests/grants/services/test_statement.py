"""What a signatory says when sending: whose consent goes along, and what becomes of it when refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from grants.models import Application, Submission
from grants.services import submission as submissions
from grants.services.statement import Statement, keep_statement
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.workflow import StepForbidden
from tests.grants import factories

pytestmark = pytest.mark.django_db

ADDRESS = "tiedoksiannot@iisalmi.example"
CONSENT = Statement(e_service=True, service_email=ADDRESS)


@pytest.fixture
def marked(standing, cast, providers):
    """A draft with an answer marked secret."""
    call = factories.make_call_with_secrecy()
    ready = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    factories.mark_secret(ready, actor=cast["preparer"])
    return ready


def said(submission):
    return submission.content["application"]


def test_the_consent_goes_along_with_its_address(ready, cast):
    submission = submissions.submit(ready, actor=cast["signatory"], statement=CONSENT)
    assert said(submission)["service"] == {"email": ADDRESS}
    ready.refresh_from_db()
    assert (ready.e_service, ready.service_email) == (True, ADDRESS)
    assert not submissions.differs(submissions.gather(ready))


def test_what_says_nothing_leaves_no_key(ready, cast):
    nothing = Statement(e_service=False, service_email=ADDRESS, secrecy_grounds="Perusteeton.")
    submission = submissions.submit(ready, actor=cast["signatory"], statement=nothing)
    assert not {"service", "secrecy_grounds"} & set(said(submission))
    ready.refresh_from_db()
    assert ready.service_email == ""


def test_grounds_go_along_only_with_a_mark(marked, cast):
    grounds = Statement(secrecy_grounds="  Yksittäisen oppilaan olosuhteet.\n")
    submission = submissions.submit(marked, actor=cast["signatory"], statement=grounds)
    assert said(submission)["secrecy_grounds"] == "Yksittäisen oppilaan olosuhteet."


def test_another_consent_is_another_content(ready, cast):
    first = submissions.submit(ready, actor=cast["signatory"])
    second = submissions.submit(ready, actor=cast["signatory"], statement=CONSENT, seen=1)
    assert (first.number, second.number) == (1, 2)
    again = submissions.submit(ready, actor=cast["signatory"], statement=CONSENT, seen=1)
    assert again == second


def test_what_was_sent_meanwhile_is_not_replaced_unseen(ready, cast, providers):
    other = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    first = submissions.submit(ready, actor=cast["signatory"], statement=CONSENT, seen=0)
    # The same content is the same sending, whatever the page had shown.
    assert submissions.submit(ready, actor=other, statement=CONSENT, seen=0) == first
    with pytest.raises(submissions.SentMeanwhile) as refused:
        submissions.submit(ready, actor=other, statement=Statement(e_service=False), seen=0)
    assert refused.value.current == first
    ready.refresh_from_db()
    assert (Submission.objects.count(), ready.e_service) == (1, True)
    assert submissions.submit(ready, actor=other, statement=Statement(e_service=False), seen=1).number == 2


def test_a_stranger_learns_nothing_of_what_was_sent_meanwhile(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    with pytest.raises(StepForbidden):
        submissions.submit(ready, actor=cast["preparer"], statement=CONSENT, seen=0)


@pytest.mark.parametrize("address", ["", "ei osoite"])
def test_a_consent_needs_an_address(ready, cast, address):
    wrong = Statement(e_service=True, service_email=address)
    with pytest.raises(ValidationError):
        submissions.submit(ready, actor=cast["signatory"], statement=wrong)
    with pytest.raises(ValidationError):
        keep_statement(ready, wrong, actor=cast["signatory"])
    assert not Submission.objects.exists()


def test_what_was_said_is_kept_without_a_sending(ready, cast):
    for _ in range(2):
        keep_statement(ready, CONSENT, actor=cast["signatory"])
    ready.refresh_from_db()
    assert (ready.e_service, ready.service_email) == (True, ADDRESS)
    event = AuditEvent.objects.get(verb="keep_statement")
    assert event.facts == {"fields": ["e_service", "service_email"]}


@pytest.mark.parametrize("who", ["preparer", "participant", "outsider_signatory", "presenting_officer"])
def test_only_a_signatory_speaks_for_the_applicant(ready, cast, who):
    with pytest.raises(PermissionDenied):
        keep_statement(ready, CONSENT, actor=cast[who])


def test_nothing_is_said_any_more_of_a_decided_one(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    Application.objects.filter(pk=ready.pk).update(state="decided")
    with pytest.raises(PermissionDenied):
        keep_statement(ready, CONSENT, actor=cast["signatory"])
