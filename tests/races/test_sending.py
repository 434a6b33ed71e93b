"""Sending an application several times at once, over real HTTP: once is what it comes to."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from grants.models import Application, Submission
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from sky_portal.cases.models import NumberSeries
from tests.cast import PASSWORD
from tests.grants import factories
from tests.races.server import Answer, Portal, serving
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 6


@pytest.fixture
def ready(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """A draft that lacks nothing."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        return factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])


def send_at_once(portal: Portal, application: Application, email: str) -> list[Answer]:
    """The signatory presses the button in several windows at one moment."""
    page = f"/fi/applications/{application.case_id}"
    browsers = [portal.browser() for _ in range(TIMES)]
    browsers[0].sign_in(email, PASSWORD)
    for browser in browsers:
        for cookie in browsers[0].cookies:
            browser.cookies.set_cookie(cookie)
        assert browser.get(f"{page}/check/").status == 200
    fields = {"attestation": "on", "note": "Perustelu."}
    return together(TIMES, lambda index: browsers[index].post(f"{page}/submit/", **fields))


def test_six_presses_of_the_button_send_once(
    tmp_path: Path, ready: Application, cast: dict[str, Any]
) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = send_at_once(portal, ready, cast["signatory"].email)
    sent_page = f"/fi/applications/{ready.case_id}/sent/"
    assert Counter((answer.status, answer.location) for answer in answers) == {(302, sent_page): TIMES}
    assert Submission.objects.count() == 1
    assert AuditEvent.objects.filter(verb="submit").count() == 1
    assert NumberSeries.objects.get().next_number == 2
    assert verify().broken is None


def test_control_without_locks_the_race_is_seen(
    tmp_path: Path, ready: Application, cast: dict[str, Any]
) -> None:
    with serving(tmp_path, at=factories.OPEN, application="tests.races.unlocked_wsgi") as portal:
        answers = send_at_once(portal, ready, cast["signatory"].email)
    # The database's own constraints are the last line: they let one through and stop the others.
    assert Submission.objects.exists()
    assert [answer.status for answer in answers].count(500) > 0
    assert "IntegrityError" in portal.log.read_text()


def test_a_stranger_over_http_finds_nothing(tmp_path: Path, ready: Application, cast: dict[str, Any]) -> None:
    with serving(tmp_path, at=factories.OPEN, workers=1) as portal:
        stranger = portal.browser()
        stranger.sign_in(cast["outsider_signatory"].email, PASSWORD)
        page = f"/fi/applications/{ready.case_id}"
        assert stranger.get(f"{page}/check/").status == 404
        assert stranger.post(f"{page}/submit/", attestation="on").status == 404
    assert not Submission.objects.exists()
