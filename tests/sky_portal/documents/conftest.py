"""Documents' own fixtures: sample templates, a case that its owner may read."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines

from sky_portal.cases import access
from sky_portal.cases.models import Case
from sky_portal.cases.services import open_case

TEMPLATES = Path(__file__).parent / "templates"
KIND = "sample"


@pytest.fixture
def sample_templates() -> Any:
    """Lets templates beside these tests be found, in the same strict engine."""
    dirs = engines["django"].engine.dirs
    dirs.append(TEMPLATES)
    yield TEMPLATES
    dirs.remove(TEMPLATES)


@pytest.fixture
def stored_files(settings: Any, tmp_path: Path) -> Path:
    """The document storage in an empty folder of this test."""
    folder = tmp_path / "documents"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        },
    }
    return folder


@pytest.fixture
def case(db: None, stored_files: Path) -> Case:
    """A case that only the cast's preparer may read."""
    return open_case(KIND)


@pytest.fixture
def readable_by_preparer(cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers the rule of the sample kind for this test."""
    monkeypatch.setitem(access._READERS, KIND, lambda user, case: user == cast["preparer"])
