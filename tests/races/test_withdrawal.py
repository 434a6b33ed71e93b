"""Withdrawing while another signatory sends: one of the two counts, and it is said which."""

import pytest

from grants.models import Application, Submission
from grants.services import submission as submissions
from grants.services import withdrawal
from grants.services.eligibility import SentAnew
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from tests.grants import factories
from tests.races.together import both_reading, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TIMES = 4


@pytest.fixture
def sent(transactional_db, cast, providers):
    """An application sent once, with another sum in its working copy."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        application = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
        submissions.submit(application, actor=cast["signatory"])
        factories.save_budget(application, factories.line(application, "30 000"), actor=cast["preparer"])
    return application


def both(sent, cast, providers):
    """One signatory withdraws what she read, another sends what he sees: the outcomes, in this order."""
    other = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    verbs = [
        lambda: withdrawal.withdraw(sent, seen=1, actor=cast["signatory"]),
        lambda: submissions.submit(sent, actor=other),
    ]

    def run(index):
        with clock.standing_at(factories.OPEN):
            return verbs[index]()

    return together(2, run)


@pytest.mark.parametrize("_time", range(TIMES))
def test_one_of_the_two_counts(sent, cast, providers, _time):
    withdrawn, again = both(sent, cast, providers)
    now = Application.objects.get(pk=sent.pk)
    if isinstance(withdrawn, SentAnew):
        assert now.withdrawn_at is None
        assert now.current_submission == again == Submission.objects.get(number=2)
        assert not AuditEvent.objects.filter(verb="withdraw").exists()
    else:
        assert isinstance(again, submissions.Withdrawn)
        assert now.withdrawn_at is not None
        assert now.current_submission.number == 1
        assert Submission.objects.count() == 1
    assert verify().broken is None


def test_control_without_the_lock_both_count(sent, cast, providers):
    """Both work on the row as it was before either wrote: the one says withdrawn, the other sent."""
    with both_reading(Application):
        withdrawn, again = both(sent, cast, providers)
    assert isinstance(withdrawn, Application)
    assert isinstance(again, Submission)
