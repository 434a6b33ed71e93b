"""Two signatories send different things at one moment: one is sent, the other is asked once more."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from grants.models import Application, Submission
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.cases.models import NumberSeries
from sky_portal.jobs.models import Job
from tests.cast import PASSWORD
from tests.grants import factories
from tests.races.server import Answer, Portal, serving
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 6
EMAILS = ("signatory@iisalmi.example", "toinen@iisalmi.example")
ADDRESSES = ("kirjaamo@iisalmi.example", "sivistys@iisalmi.example")
FIELDS = {"attestation": "on", "note": "Perustelu.", "e_service": "yes", "seen": "0"}


@pytest.fixture
def ready(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """A draft that lacks nothing, of a municipality with two signatories."""
    with clock.standing_at(factories.OPEN):
        second = factories.make_person(providers["iisalmi"], Role.SIGNATORY, email=EMAILS[1])
        second.set_password(PASSWORD)
        second.save()
        EmailAddress.objects.create(user=second, email=second.email, verified=True, primary=True)
        call = factories.make_call()
        return factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])


def send_at_once(portal: Portal, application: Application) -> list[Answer]:
    """Six windows of pages shown before anything was sent, every second one the other signatory's."""
    page = f"/fi/applications/{application.case_id}"
    people = []
    for email in EMAILS:
        person = portal.browser()
        person.sign_in(email, PASSWORD)
        assert person.get(f"{page}/check/").status == 200
        people.append(person)

    def send(index: int) -> Answer:
        return people[index % 2].post(f"{page}/submit/", **FIELDS, service_email=ADDRESSES[index % 2])

    return together(TIMES, send)


def test_one_is_sent_and_the_other_asked_once_more(tmp_path: Path, ready: Application) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = send_at_once(portal, ready)
    assert Counter(answer.status for answer in answers) == {302: TIMES // 2, 409: TIMES // 2}
    submission = Submission.objects.get()
    winner = EMAILS.index(submission.sent_by.email)
    # Nobody's sending carries another's consent.
    assert submission.content["application"]["service"] == {"email": ADDRESSES[winner]}
    assert [answer.status for answer in answers[winner::2]] == [302] * (TIMES // 2)
    ready.refresh_from_db()
    assert ready.service_email == ADDRESSES[winner]
    assert NumberSeries.objects.get().next_number == 2
    assert Job.objects.filter(kind="grants.receipt").count() == 1


def test_control_a_page_that_does_not_say_what_it_has_seen_sends_over_the_other(
    tmp_path: Path, ready: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(FIELDS, "seen")
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = send_at_once(portal, ready)
    assert {answer.status for answer in answers} == {302}
    assert Submission.objects.count() > 1
