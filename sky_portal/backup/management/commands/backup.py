"""`manage.py backup <target.tar>`: the database and every document, in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sky_portal.backup import BackupFailed, backup


class Command(BaseCommand):
    """Writes a backup; ends with 1, the rest saved all the same, when documents are damaged."""

    help = "Write the database and every document to one tar file, while the portal runs."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file to write."""
        parser.add_argument("target", type=Path)

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        """Tells what was saved."""
        try:
            manifest = backup(target.absolute())
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        told = f"{target}: database of {manifest.database.size} bytes, {len(manifest.documents)} documents"
        self.stdout.write(told)
        if manifest.damaged:
            raise CommandError(
                f"saved without {len(manifest.damaged)} damaged: {', '.join(manifest.damaged)}"
            )
