"""`manage.py restore <backup.tar>`: puts a backup in place of what is here."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sky_portal.backup import BackupFailed, restore


class Command(BaseCommand):
    """Restores, then verifies the audit trail."""

    help = "Restore a backup: verified first, documents next, then the database at one stroke."
    # A bare database has no tables yet: nothing to check against.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The backup, and the word that lets it replace a portal in use."""
        parser.add_argument("source", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace a portal that is not empty")

    def handle(self, *args: Any, source: Path, yes: bool, **options: Any) -> None:
        """Tells what was restored and whether the audit trail holds."""
        try:
            manifest = restore(source.absolute(), over=yes)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"restored the backup of {manifest.made_at}: {len(manifest.documents)} documents")
        for path in manifest.damaged:
            self.stderr.write(f"was damaged when the backup was made: {path}")
        call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)
