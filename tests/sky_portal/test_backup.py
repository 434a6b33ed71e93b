"""Backup and restore: what was acknowledged is found again, on both databases."""

import io
import json
import stat
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from sky_portal import clock, locks
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import record
from sky_portal.backup import BackupFailed, backup, restore
from sky_portal.backup.manifest import DOCUMENTS, NAME
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case
from sky_portal.documents import files
from sky_portal.documents.models import Document
from sky_portal.documents.services import store

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = b"%PDF-1.7 what was acknowledged"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    options = {"location": folder, "base_url": None}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return folder


def acknowledge(content: bytes = CONTENT, key: str = "1") -> Document:
    """A case with a document and an event in its trail."""
    with locks.act():
        case = open_case("sample", language="sv")
        document = store(
            case,
            kind="receipt",
            key=key,
            name="Kvitto.pdf",
            content=content,
            content_type="application/pdf",
            language="sv",
        )
        record(case, verb="sample", thing=document, actor=None, at=clock.act(), payload={"name": "Åsa"})
    return document


def told(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def rewritten(source: Path, change: Any) -> Path:
    """The backup with its members as `change(name, content)` gives them; None leaves one out."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    acknowledge()
    target = tmp_path / "portal.tar"
    backup(target)
    return target


def test_what_was_acknowledged_is_found_again(saved: Path, storage: Path) -> None:
    before = Document.objects.get()
    later = acknowledge(b"after the backup", key="2")
    (storage / before.path).unlink()
    answer = told("restore", str(saved), "--yes")
    assert "1 documents" in answer
    assert "1 events of 1 cases" in answer
    document = Document.objects.get()
    assert (document, document.made_at, document.case.language) == (before, before.made_at, "sv")
    with files.open_verified(document.path, document.sha256) as stream:
        assert stream.read() == CONTENT
    assert not Case.objects.filter(pk=later.case_id).exists()
    # The restored portal goes on where it was: sequences, triggers, the chain.
    acknowledge(b"and on", key="3")
    told("verify_audit")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(verb="forged")


def test_the_command_tells_what_it_saved(tmp_path: Path) -> None:
    acknowledge()
    target = tmp_path / "portal.tar"
    assert "1 documents" in told("backup", str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".backup-*")] == []
    with tarfile.open(target) as tar:
        manifest = json.load(tar.extractfile(NAME))
    assert manifest["vendor"] == connection.vendor
    assert "documents.0001_initial" in manifest["migrations"]


def test_a_portal_in_use_is_not_replaced_by_mistake(saved: Path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        told("restore", str(saved))
    assert Document.objects.count() == 1


def test_a_damaged_document_is_named_and_the_rest_saved(tmp_path: Path, storage: Path) -> None:
    sick, sound = acknowledge(), acknowledge(b"sound", key="2")
    (storage / sick.path).write_bytes(b"rotten")
    target = tmp_path / "portal.tar"
    with pytest.raises(CommandError, match=sick.sha256):
        told("backup", str(target))
    (storage / sound.path).unlink()
    manifest = restore(target, over=True)
    assert manifest.damaged == [sick.path]
    assert (storage / sound.path).read_bytes() == b"sound"


def swap(wanted: str, content: bytes | None) -> Any:
    return lambda name, old: content if name.startswith(wanted) else old


def edit(**changes: Any) -> Any:
    def change(name: str, old: bytes) -> bytes:
        return json.dumps({**json.loads(old), **changes}).encode() if name == NAME else old

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (swap(DOCUMENTS, b"forged"), "damaged"),
        (swap(DOCUMENTS, None), "missing"),
        (swap("database", b"forged"), "damaged"),
        (swap("database", None), "missing"),
        (swap(NAME, None), "missing"),
        (swap(NAME, b"{"), "cannot be read"),
        (edit(format=99), "format 99"),
        (edit(vendor="oracle"), "oracle"),
        (edit(migrations=["grants.9999_later"]), "newer portal"),
        (edit(documents=[{"path": "../../x", "sha256": "0" * 64, "size": 1}]), "no place"),
    ],
)
def test_a_backup_that_does_not_hold_changes_nothing(
    saved: Path, storage: Path, change: Any, why: str
) -> None:
    changed = rewritten(saved, change)
    later = acknowledge(b"later", key="2")
    with pytest.raises(BackupFailed, match=why):
        restore(changed, over=True)
    assert Document.objects.filter(pk=later.pk).exists()
    assert sorted(path.name for path in storage.rglob("*") if path.is_file()) == sorted(
        Document.objects.values_list("sha256", flat=True)
    )


def test_what_is_no_backup_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"hello")
    with pytest.raises(CommandError, match="cannot be read"):
        told("restore", str(tmp_path / "x.tar"))
    with pytest.raises(CommandError, match="No such file"):
        told("backup", str(tmp_path / "none" / "x.tar"))


@pytest.mark.postgres
def test_a_missing_client_is_named(saved: Path, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="postgresql-client"):
        told("backup", str(tmp_path / "y.tar"))
    assert not (tmp_path / "y.tar").exists()


@pytest.mark.postgres
def test_what_is_written_meanwhile_belongs_to_the_next(tmp_path: Path, monkeypatch: Any) -> None:
    """Between the database's copy and the documents another act is acknowledged."""
    acknowledge()
    opened, written = files.open_verified, []

    def busy(path: str, sha256: str) -> Any:
        if not written:
            written.append(acknowledge(b"meanwhile", key="2"))
        return opened(path, sha256)

    monkeypatch.setattr(files, "open_verified", busy)
    manifest = backup(tmp_path / "x.tar")
    assert len(manifest.documents) == 1
    restore(tmp_path / "x.tar", over=True)
    assert Document.objects.count() == 1
