"""Files sent at one moment over real HTTP: the last room goes to one, the same file is added once."""

import os
import resource
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grants.models import Application, Attachment
from sky_portal import clock
from sky_portal.documents.models import Document, Screening
from sky_portal.documents.services import MOST_BYTES_A_CASE
from tests.cast import PASSWORD
from tests.grants import factories
from tests.grants.files import png
from tests.races.server import Answer, Portal, serving
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 4
COLOURS = ("red", "blue", "lime", "navy")
ROOM = len(png()) + 20
TOO_MUCH = 200 * 1024 * 1024


@pytest.fixture
def draft(transactional_db: None, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """A draft with room for one small file."""
    with clock.standing_at(factories.OPEN):
        call = factories.make_call()
        made = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    _fill(made, cast["preparer"], MOST_BYTES_A_CASE - ROOM)
    return made


def _fill(application: Application, actor: Any, size: int) -> None:
    """A row that weighs so much; nobody opens its bytes."""
    kept = {"kind": "attachment", "name": "iso.pdf", "content_type": "application/pdf", "path": "-"}
    document = Document.objects.create(
        case=application.case, **kept, size=size, sha256="0" * 64, screening=Screening.NOT_SCREENED
    )
    Attachment.objects.create(application=application, document=document, added_by=actor)


def send_at_once(portal: Portal, application: Application, content: Callable[[int], bytes]) -> list[Answer]:
    """The preparer sends a file from several windows at one moment."""
    page = f"/fi/applications/{application.case_id}/attachments/"
    browsers = [portal.browser() for _ in range(TIMES)]
    browsers[0].sign_in("preparer@iisalmi.example", PASSWORD)
    assert browsers[0].get(page).status == 200
    for browser in browsers:
        for cookie in browsers[0].cookies:
            browser.cookies.set_cookie(cookie)
    return together(
        TIMES, lambda index: browsers[index].send_file(page, "liite.png", content(index), asked="")
    )


def weight(application: Application) -> int:
    return sum(one.document.size for one in application.attachments.select_related("document").all())


def test_two_cannot_both_be_the_last_that_fits(tmp_path: Path, draft: Application) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = send_at_once(portal, draft, lambda index: png(COLOURS[index]))
    assert Counter(answer.status for answer in answers) == {302: 1, 422: TIMES - 1}
    assert weight(draft) <= MOST_BYTES_A_CASE
    assert all("yhteensä suurempia kuin 100" in one.text for one in answers if one.status == 422)


def test_the_same_file_from_four_windows_is_added_once(tmp_path: Path, draft: Application) -> None:
    with serving(tmp_path, at=factories.OPEN) as portal:
        answers = send_at_once(portal, draft, lambda index: png())
    assert [answer.status for answer in answers] == [302] * TIMES
    assert draft.attachments.filter(document__name="liite.png").count() == 1


def test_control_without_locks_the_race_is_seen(tmp_path: Path, draft: Application) -> None:
    with serving(tmp_path, at=factories.OPEN, application="tests.races.unlocked_wsgi") as portal:
        answers = send_at_once(portal, draft, lambda index: png(COLOURS[index]))
    # Each finds room; the trail of the case, which nobody may branch, stops all but one.
    assert [answer.status for answer in answers].count(500) > 0
    assert "IntegrityError" in portal.log.read_text()


def test_two_hundred_megabytes_are_refused_in_words_and_fill_no_memory(
    tmp_path: Path, draft: Application
) -> None:
    with serving(tmp_path, at=factories.OPEN, workers=1) as portal:
        browser = portal.browser()
        browser.sign_in("preparer@iisalmi.example", PASSWORD)
        page = f"/fi/applications/{draft.case_id}/attachments/"
        browser.get(page)
        before = largest_worker()
        answer = browser.send_file(page, "suuri.pdf", b"x" * TOO_MUCH, asked="")
        after = largest_worker()
    assert answer.status == 413
    assert "Lähetä ne pienemmissä erissä" in answer.text
    assert after - before < 40 * 1024


def largest_worker() -> int:
    """The memory in kB of the largest server process that this test has started."""
    page = resource.getpagesize() // 1024
    held = [0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"gunicorn" in command and _is_ours(process):
                held.append(int((process / "statm").read_text().split()[1]) * page)
        except OSError:
            continue
    return max(held)


def _is_ours(process: Path) -> bool:
    """Whether the process is a child, or a child's child, of the tests."""
    parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
    if parent == os.getpid():
        return True
    grand = int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1])
    return grand == os.getpid()
