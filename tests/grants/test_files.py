"""From the page into quarantine and out again, with a real scanner; who opens what meanwhile."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants import files
from grants.models import Attachment
from grants.services import submission as sending
from sky_portal.documents.models import Document, Screening
from sky_portal.documents.services import store
from sky_portal.jobs.services import drain
from tests.grants import factories
from tests.grants.files import attach, png, upload
from tests.sky_portal.documents import scanner

SICK = png() + scanner.MARK


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    """One scanner for the module: its socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="sky") as folder, scanner.clamd(Path(folder)) as address:
        yield address


@pytest.fixture
def address(ready: Any) -> str:
    with override("fi"):
        return reverse("grants:attachments", args=[ready.case_id])


@pytest.fixture
def official_page(ready: Any) -> str:
    with override("fi"):
        return reverse("grants:submission", args=[ready.case_id])


def opened(browser: Any, one: Attachment) -> int:
    answer = browser.get(reverse("documents:download", args=[one.document_id]))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.mark.clamd
def test_from_the_page_through_quarantine_to_the_official(
    ready, cast, sign_in, standing, settings, running, address, official_page
):
    settings.CLAMD_SOCKET = running
    preparer, officer = sign_in("preparer"), sign_in("presenting_officer")
    sent = [upload("terve.png", png()), upload("sairas.png", SICK)]
    assert preparer.post(address, {"asked": "", "files": sent}).status_code == 302
    assert preparer.get(address).content.decode().count("Virustarkistus kesken") == 2
    sending.submit(ready, actor=cast["signatory"])
    factories.declare_free(ready, cast["presenting_officer"])
    well, sick = Attachment.objects.order_by("pk")
    assert [opened(browser, one) for browser in (preparer, officer) for one in (well, sick)] == [404] * 4
    assert "Virustarkistus kesken" in officer.get(official_page).content.decode()
    drain()
    drain()
    assert [opened(browser, one) for browser in (preparer, officer) for one in (well, sick)] == [200, 404] * 2
    for browser, page in ((preparer, address), (officer, official_page)):
        words = browser.get(page).content.decode()
        assert "Tarkistettu: ei viruksia" in words
        assert "Virustarkistus hylkäsi" in words
    inbox = sign_in("signatory").get("/fi/messages/").content.decode()
    assert "Tiedosto hylättiin" in inbox


@pytest.mark.clamd
def test_while_the_scanner_is_away_nobody_opens_it(ready, cast, sign_in, standing, settings, address):
    settings.CLAMD_SOCKET = "/nowhere/at/all"
    preparer = sign_in("preparer")
    preparer.post(address, {"asked": "", "files": [upload("a.png", png())]})
    drain()
    one = Attachment.objects.get()
    assert one.document.screening == Screening.WAITING
    assert opened(preparer, one) == 404


def papers(application: Any) -> dict[str, Document]:
    made = {
        kind: store(
            application.case,
            kind=kind,
            name=f"{kind}.pdf",
            content=kind.encode(),
            content_type="application/pdf",
            language="fi",
        )
        for kind in (files.DRAFT, files.APPLICATION, "receipt")
    }
    return made


@pytest.mark.parametrize("who", ["presenting_officer", "reader"])
def test_officials_never_read_a_draft_in_print(who, ready, cast):
    attach(ready, actor=cast["preparer"])
    made = papers(ready)
    assert not any(files.may_read(cast[who], one) for one in made.values())
    sending.submit(ready, actor=cast["signatory"])
    factories.declare_free(ready, cast[who])
    read = {kind for kind, one in made.items() if files.may_read(cast[who], one)}
    assert read == {files.APPLICATION, "receipt"}


def test_the_applicant_s_side_reads_all_of_its_papers(ready, cast):
    made = papers(ready)
    assert all(files.may_read(cast["preparer"], one) for one in made.values())
    for stranger in ("participant", "outsider", "visitor"):
        assert not any(files.may_read(cast[stranger], one) for one in made.values())
