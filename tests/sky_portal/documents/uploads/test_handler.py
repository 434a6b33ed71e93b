"""A body that is far too large: its fields are read, its files are not kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from sky_portal.documents.uploads import handler


def sent(*files: SimpleUploadedFile) -> HttpRequest:
    return RequestFactory().post("/", {"asked": "x", "files": list(files)})


def file(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"x" * size)


@pytest.fixture(autouse=True)
def _small(monkeypatch: Any) -> None:
    monkeypatch.setattr(handler, "MOST_BYTES_A_REQUEST", 3000)


def test_within_the_limit_everything_arrives():
    request = sent(file(1000), file(1000))
    assert [one.size for one in request.FILES.getlist("files")] == [1000, 1000]
    assert not handler.were_skipped(request)
    request.close()


def test_over_the_limit_no_file_is_kept_and_the_fields_are_there():
    request = sent(file(2000), file(2000))
    assert request.POST["asked"] == "x"
    assert request.FILES.getlist("files") == []
    assert handler.were_skipped(request)
