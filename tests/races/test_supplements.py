"""A supplement sent twice at once, and sent while the ministry closes the request."""

import pytest

from grants.models import Application, Submission, SupplementRequest
from grants.services import supplements
from pilots.models import Pilot
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from sky_portal.workflow import StepRefused
from tests.grants import asked, factories
from tests.races.together import both_reading, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TIMES = 3


@pytest.fixture
def returned(transactional_db, cast, providers):
    """Iisalmi's application with an open request and something changed in the part that it opens."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        application = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
        asked.make_examined(application, cast)
    with clock.standing_at(asked.ASKED_AT):
        asked.ask(application, cast, "budget")
        factories.save_budget(application, factories.line(application, "30 000"), actor=cast["preparer"])
    return application


def at_once(*verbs):
    """The outcomes of the verbs, in their order."""

    def run(index):
        with clock.standing_at(asked.ASKED_AT):
            return verbs[index]()

    return together(len(verbs), run)


def answer(application, who):
    request = SupplementRequest.objects.get()
    return lambda: supplements.answer(application, request=request, actor=who)


@pytest.mark.parametrize("_time", range(TIMES))
def test_two_signatories_and_a_double_click_send_one_answer(returned, cast, providers, _time):
    other = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    people = [cast["signatory"], cast["signatory"], other]
    sent = at_once(*(answer(returned, who) for who in people))
    assert {one.pk for one in sent} == {Submission.objects.get(number=2).pk}
    assert Submission.objects.count() == 2
    assert AuditEvent.objects.filter(verb="answer_supplement").count() == 1
    assert verify().broken is None


@pytest.mark.parametrize("_time", range(TIMES))
def test_answered_or_closed_never_both(returned, cast, _time):
    request = SupplementRequest.objects.get()
    sent, closed = at_once(
        answer(returned, cast["signatory"]),
        lambda: supplements.close(request, actor=cast["presenting_officer"]),
    )
    request.refresh_from_db()
    assert isinstance(sent, Submission) != isinstance(closed, SupplementRequest)
    assert isinstance(closed if isinstance(sent, Submission) else sent, StepRefused)
    assert request.answer == (sent if isinstance(sent, Submission) else None)
    assert Submission.objects.count() == (2 if isinstance(sent, Submission) else 1)
    assert verify().broken is None


def test_control_without_the_locks_the_second_click_is_an_error(returned, cast):
    """Both read the request as open: what keeps one from counting is the database, and it is no answer."""
    with both_reading(Application, SupplementRequest, Pilot):
        sent = at_once(answer(returned, cast["signatory"]), answer(returned, cast["signatory"]))
    assert sorted(isinstance(one, Submission) for one in sent) == [False, True]
    assert Submission.objects.count() == 2
