"""Two signatories press the button at one moment: one submission, one number, one receipt."""

from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from grants.models import Application, Submission
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.cases.models import Case, NumberSeries
from sky_portal.documents.models import Document
from sky_portal.jobs import services as jobs
from sky_portal.jobs.models import Job
from tests.cast import PASSWORD
from tests.grants import factories
from tests.races.server import Answer, Portal, serving
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 6
FIELDS = {"attestation": "on", "note": "Perustelu."}


@pytest.fixture
def ready(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """A draft that lacks nothing, of a municipality with two signatories."""
    with clock.standing_at(factories.OPEN):
        second = factories.make_person(providers["iisalmi"], Role.SIGNATORY, email="toinen@iisalmi.example")
        second.set_password(PASSWORD)
        second.save()
        EmailAddress.objects.create(user=second, email=second.email, verified=True, primary=True)
        call = factories.make_call()
        return factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])


def send_at_once(portal: Portal, application: Application) -> list[Answer]:
    """Six windows, every second one the other signatory's."""
    page = f"/fi/applications/{application.case_id}"
    people = []
    for email in ("signatory@iisalmi.example", "toinen@iisalmi.example"):
        person = portal.browser()
        person.sign_in(email, PASSWORD)
        assert person.get(f"{page}/check/").status == 200
        people.append(person)
    return together(TIMES, lambda index: people[index % 2].post(f"{page}/submit/", **FIELDS))


def test_two_signatories_send_once(tmp_path: Path, ready: Application) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = send_at_once(portal, ready)
    assert {answer.status for answer in answers} == {302}
    submission = Submission.objects.get()
    assert Case.objects.get(pk=ready.case_id).number == "OKM/1/520/2021"
    assert NumberSeries.objects.get().next_number == 2
    for _ in range(2):
        jobs.run(Job.objects.get(kind="grants.receipt", key=str(submission.pk)).pk)
    assert Document.objects.filter(kind="receipt").count() == 1


def test_control_without_locks_some_are_turned_away_by_the_database(
    tmp_path: Path, ready: Application
) -> None:
    with serving(tmp_path, at=factories.OPEN, application="tests.races.unlocked_wsgi") as portal:
        answers = send_at_once(portal, ready)
    assert [answer.status for answer in answers].count(500) > 0
    assert "IntegrityError" in portal.log.read_text()
