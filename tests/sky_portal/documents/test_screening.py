"""Uploads from arrival to verdict, with the scanner on, off and away."""

import io
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from sky_portal.audit.models import AuditEvent, AuditPayload
from sky_portal.documents import clamd, services
from sky_portal.documents.models import Document, Screening
from sky_portal.jobs.models import Job, JobState, instant
from sky_portal.jobs.services import drain
from tests.sky_portal.documents import builders as b
from tests.sky_portal.documents import scanner

SICK = b.picture() + scanner.MARK


def upload(case: Any, actor: Any, content: bytes = b"", name: str = "liite.png", **more: Any) -> Document:
    file = ContentFile(content or b.picture(), name=name)
    return services.accept_upload(case, upload=file, kind="attachment", actor=actor, **more)


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    """One scanner for the module: its socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="sky") as folder, scanner.clamd(Path(folder)) as address:
        yield address


def test_without_a_scanner_it_says_so(case: Any, cast: Any, settings: Any) -> None:
    settings.CLAMD_SOCKET = ""
    document = upload(case, cast["preparer"], name="../Ääni\u202e.png")
    assert document.screening == Screening.NOT_SCREENED
    assert (document.name, document.content_type) == ("Ääni.png", "image/png")
    assert (document.made_by, document.language) == (cast["preparer"], case.language)
    assert document.is_served
    assert not Job.objects.exists()


def test_it_stands_in_the_audit_trail(case: Any, cast: Any) -> None:
    document = upload(case, cast["preparer"])
    event = AuditEvent.objects.get(case=case)
    assert (event.verb, event.actor, event.thing_pk) == (
        "documents.upload",
        cast["preparer"],
        str(document.pk),
    )
    assert event.facts["sha256"] == document.sha256
    assert "liite.png" not in str(event.facts)
    assert AuditPayload.objects.get(event=event).data == {"name": "liite.png"}


def test_a_refused_upload_leaves_nothing(case: Any, cast: Any, stored_files: Path) -> None:
    with pytest.raises(ValidationError):
        upload(case, cast["preparer"], b"MZ", "a.png")
    assert not Document.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not stored_files.exists()


def test_a_key_makes_an_upload_happen_once(case: Any, cast: Any) -> None:
    first = upload(case, cast["preparer"], key="form-1")
    assert upload(case, cast["preparer"], key="form-1") == first
    assert AuditEvent.objects.count() == 1


def test_a_case_holds_so_many_files(case: Any, cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "MOST_FILES_A_CASE", 2)
    upload(case, cast["preparer"])
    services.store(
        case, kind="receipt", name="r.pdf", content=b"x", content_type="application/pdf", language="fi"
    )
    upload(case, cast["preparer"])
    with pytest.raises(ValidationError) as refusal:
        upload(case, cast["preparer"])
    assert refusal.value.code == "case_many"
    Document.objects.filter(pk=Document.objects.filter(kind="attachment").first().pk).update(
        screening=Screening.REFUSED
    )
    assert upload(case, cast["preparer"])


def test_a_case_holds_so_many_bytes(case: Any, cast: Any, monkeypatch: Any) -> None:
    size = len(b.picture())
    monkeypatch.setattr(services, "MOST_BYTES_A_CASE", 2 * size)
    upload(case, cast["preparer"])
    upload(case, cast["preparer"])
    with pytest.raises(ValidationError) as refusal:
        upload(case, cast["preparer"])
    assert refusal.value.code == "case_full"


@pytest.mark.clamd
def test_the_scanner_answers_over_both_sockets(running: str, settings: Any) -> None:
    port = scanner.free_port()
    with tempfile.TemporaryDirectory(prefix="sky") as folder, scanner.clamd(Path(folder), port=port) as tcp:
        for address in (running, f"unix:{running}", tcp, tcp.removeprefix("tcp://")):
            settings.CLAMD_SOCKET = address
            assert clamd.scan(io.BytesIO(b"healthy")) == clamd.Verdict(clean=True)
            found = clamd.scan(io.BytesIO(b"x" * 100_000 + scanner.MARK))
            assert not found.clean
            assert scanner.SIGNATURE in found.signature


@pytest.mark.clamd
def test_more_than_the_scanner_takes_is_no_verdict(running: str, settings: Any) -> None:
    settings.CLAMD_SOCKET = running
    with pytest.raises(clamd.ScannerUnavailable):
        clamd.scan(io.BytesIO(b"x" * (3 << 20)))


@pytest.mark.clamd
@pytest.mark.parametrize(
    "outcome", [(b.picture(), Screening.CLEAN), (SICK, Screening.REFUSED)], ids=["healthy", "sick"]
)
def test_from_quarantine_to_the_verdict(
    case: Any, cast: Any, settings: Any, running: str, outcome: Any
) -> None:
    content, verdict = outcome
    settings.CLAMD_SOCKET = running
    document = upload(case, cast["preparer"], content)
    assert document.screening == Screening.WAITING
    assert not document.is_served
    assert drain() == 1
    document.refresh_from_db()
    assert document.screening == verdict
    event = AuditEvent.objects.filter(case=case).latest("seq")
    assert (event.verb, event.actor, event.facts["screening"]) == ("documents.screen", None, verdict)
    assert (scanner.SIGNATURE in event.facts["signature"]) == (verdict == Screening.REFUSED)


@pytest.mark.clamd
def test_while_the_scanner_is_away_it_waits(case: Any, cast: Any, settings: Any, running: str) -> None:
    settings.CLAMD_SOCKET = f"{running}-away"
    document = upload(case, cast["preparer"])
    for _attempt in range(7):
        Job.objects.update(run_after=instant() - timedelta(seconds=1))
        drain()
    document.refresh_from_db()
    job = Job.objects.get()
    assert document.screening == Screening.WAITING
    assert job.state == JobState.QUEUED
    assert "ScannerUnavailable" in job.error
    settings.CLAMD_SOCKET = running
    Job.objects.update(run_after=instant() - timedelta(seconds=1))
    drain()
    document.refresh_from_db()
    assert document.screening == Screening.CLEAN


def test_a_damaged_file_is_given_up(case: Any, cast: Any, settings: Any, stored_files: Path) -> None:
    settings.CLAMD_SOCKET = "/nowhere"
    document = upload(case, cast["preparer"])
    (stored_files / document.path).write_bytes(b"rotten")
    drain()
    assert Job.objects.get().state == JobState.FAILED
    document.refresh_from_db()
    assert document.screening == Screening.WAITING


def test_a_settled_document_stays_settled(case: Any, cast: Any, settings: Any) -> None:
    settings.CLAMD_SOCKET = "/nowhere"
    document = upload(case, cast["preparer"])
    services.settle(document, clamd.Verdict(clean=False, signature="X"))
    services.settle(document, clamd.Verdict(clean=True))
    document.refresh_from_db()
    assert document.screening == Screening.REFUSED
    assert drain() == 1
    assert Job.objects.get().state == JobState.DONE
