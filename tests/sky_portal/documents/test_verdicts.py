"""What the scanner says is heard by the app whose case it is, once, and in the same act."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from sky_portal.documents import clamd, services, verdicts
from sky_portal.documents.models import Document, Screening
from tests.sky_portal.documents import builders as b
from tests.sky_portal.documents.conftest import KIND


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the app of the sample kind has heard."""
    told: list[str] = []
    monkeypatch.setitem(verdicts._listeners, KIND, lambda document: told.append(document.screening))
    return told


@pytest.fixture
def document(case: Any, cast: Any, settings: Any) -> Document:
    """A file in quarantine."""
    settings.CLAMD_SOCKET = "/nowhere"
    file = ContentFile(b.picture(), name="a.png")
    return services.accept_upload(case, upload=file, kind="attachment", actor=cast["preparer"])


@pytest.mark.parametrize(("clean", "screening"), [(True, Screening.CLEAN), (False, Screening.REFUSED)])
def test_a_verdict_is_heard_once(document: Document, heard: list[str], clean: bool, screening: str) -> None:
    for _ in range(2):
        services.settle(document, clamd.Verdict(clean=clean))
    assert heard == [screening]


def test_what_cannot_be_heard_is_not_kept(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(_document: Document) -> None:
        raise RuntimeError("not now")

    monkeypatch.setitem(verdicts._listeners, KIND, deaf)
    with pytest.raises(RuntimeError):
        services.settle(document, clamd.Verdict(clean=False))
    assert Document.objects.get(pk=document.pk).screening == Screening.WAITING


def test_two_listeners_of_one_kind_are_refused(heard: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        verdicts.register(KIND, lambda document: None)
