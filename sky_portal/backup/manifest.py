"""The table of contents of a backup: what is in it, how it was made, and every digest."""

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from sky_portal.backup.failures import BackupFailed

FORMAT = 1
NAME = "manifest.json"
DATABASE = "database"
DOCUMENTS = "documents/"
_PATH = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}(_\w+)?")


@dataclass(frozen=True)
class Entry:
    """One file of the backup."""

    path: str
    sha256: str
    size: int


@dataclass
class Manifest:
    """What a backup holds. `damaged` are documents that could not be copied whole."""

    vendor: str
    made_at: str
    migrations: list[str]
    database: Entry
    documents: list[Entry]
    damaged: list[str] = field(default_factory=list)
    format: int = FORMAT

    def dump(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def load(cls, content: bytes) -> "Manifest":
        """From JSON; raises BackupFailed for anything that is no manifest of ours."""
        try:
            data: dict[str, Any] = json.loads(content)
            if data["format"] != FORMAT:
                raise BackupFailed(f"the backup has the format {data['format']}, this portal reads {FORMAT}")
            data["database"] = Entry(**data["database"])
            data["documents"] = [Entry(**entry) for entry in data["documents"]]
            found = cls(**data)
        except (ValueError, KeyError, TypeError) as fault:
            raise BackupFailed(f"the manifest cannot be read: {fault}") from fault
        if strange := [entry.path for entry in found.documents if not _PATH.fullmatch(entry.path)]:
            raise BackupFailed(f"{strange[0]!r} is no place for a document")
        return found


def applied_migrations() -> list[str]:
    """Names of the migrations that this database has, as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def known_migrations() -> set[str]:
    """Names of the migrations that this code has."""
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
