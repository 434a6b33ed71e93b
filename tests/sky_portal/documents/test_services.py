"""Storing: once a key, once an address, never changed, verified when read."""

import hashlib
import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from sky_portal.documents import files
from sky_portal.documents.models import Document, Immutable, Screening
from sky_portal.documents.services import store

CONTENT = b"%PDF-1.7 \xe2\x82\xac"


def keep(case: Any, **changes: Any) -> Document:
    fields = {"kind": "receipt", "name": "kuitti.pdf", "content": CONTENT, "content_type": "application/pdf"}
    return store(case, **{**fields, "language": "fi", **changes})


def lying_about(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_at_the_address_of_its_digest(case: Any, stored_files: Path) -> None:
    document = keep(case)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert (document.sha256, document.size) == (digest, len(CONTENT))
    assert document.path == f"{digest[:2]}/{digest[2:4]}/{digest}"
    assert (stored_files / document.path).read_bytes() == CONTENT
    assert document.screening == Screening.NOT_NEEDED


def test_a_key_happens_once(case: Any) -> None:
    first = keep(case, key="1")
    assert keep(case, key="1", content=b"other", name="other.pdf") == first
    assert keep(case, key="2") != first
    assert Document.objects.count() == 2


def test_without_a_key_it_happens_as_often_as_asked(case: Any) -> None:
    assert keep(case) != keep(case)


def test_the_same_bytes_are_written_once(case: Any, stored_files: Path) -> None:
    before = (stored_files / keep(case, key="1").path).stat().st_mtime_ns
    second = keep(case, key="2", content=ContentFile(CONTENT))
    assert (stored_files / second.path).stat().st_mtime_ns == before
    assert len(lying_about(stored_files)) == 1


def test_damaged_bytes_are_written_anew(case: Any, stored_files: Path) -> None:
    path = stored_files / keep(case, key="1").path
    path.write_bytes(b"rotten")
    keep(case, key="2")
    assert path.read_bytes() == CONTENT


def test_a_rolled_back_act_leaves_bytes_that_harm_nobody(case: Any, stored_files: Path) -> None:
    with transaction.atomic():
        keep(case, key="1")
        transaction.set_rollback(True)
    assert not Document.objects.exists()
    assert len(lying_about(stored_files)) == 1
    assert keep(case, key="1").size == len(CONTENT)


def test_a_broken_stream_leaves_nothing(stored_files: Path, db: None) -> None:
    class Breaking(io.BytesIO):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            if self.asked > 3:
                raise OSError("the disk is gone")
            return super().read(4)

    with pytest.raises(OSError, match="disk"):
        files.put(Breaking(b"12345678901234567890"))
    assert lying_about(stored_files) == []


def test_a_stored_document_never_changes(case: Any) -> None:
    document = keep(case)
    for field, value in (("name", "x"), ("sha256", "0" * 64), ("secrecy", "secret"), ("path", "x")):
        before = getattr(document, field)
        setattr(document, field, value)
        with pytest.raises(Immutable):
            document.save()
        with pytest.raises(Immutable):
            document.save(update_fields=[field])
        with pytest.raises(Immutable):
            Document.objects.filter(pk=document.pk).update(**{field: value})
        setattr(document, field, before)
    with pytest.raises(Immutable):
        document.delete()
    with pytest.raises(Immutable):
        Document.objects.filter(pk=document.pk).delete()


def test_but_for_its_screening(case: Any) -> None:
    document = keep(case, screening=Screening.WAITING)
    document.screening = Screening.CLEAN
    document.save()
    document.refresh_from_db()
    assert document.screening == Screening.CLEAN
    Document.objects.filter(pk=document.pk).update(screening=Screening.REFUSED)
    assert not Document.objects.get(pk=document.pk).is_served


def test_the_database_refuses_a_second_of_a_key(case: Any) -> None:
    first = keep(case, key="1")
    fields = {
        f.attname: getattr(first, f.attname) for f in Document._meta.concrete_fields if f.name != "uuid"
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(**fields)


def test_reading_verifies(case: Any, stored_files: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = keep(case)
    with files.open_verified(document.path, document.sha256) as stream:
        assert stream.read() == CONTENT
    (stored_files / document.path).write_bytes(CONTENT + b" ")
    with caplog.at_level(logging.ERROR), pytest.raises(files.DamagedFile):
        files.open_verified(document.path, document.sha256)
    assert "damaged" in caplog.text
    (stored_files / document.path).unlink()
    with caplog.at_level(logging.ERROR), pytest.raises(files.DamagedFile):
        files.open_verified(document.path, document.sha256)
    assert "cannot be read" in caplog.text


def test_an_object_store_keeps_them_too(db: None, settings: Any) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    first, second = files.put(CONTENT), files.put(ContentFile(CONTENT))
    assert first == second
    with files.open_verified(*first[:2]) as stream:
        assert stream.read() == CONTENT
    # Rotten bytes keep their place there: the good ones get another, and the row names it.
    default_storage.delete(first.path)
    default_storage.save(first.path, ContentFile(b"rotten"))
    third = files.put(CONTENT)
    assert third.path != first.path
    files.open_verified(third.path, third.sha256).close()
