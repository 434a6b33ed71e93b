"""`manage.py verify_audit`: whether the audit trail is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sky_portal.audit.verification import verify


class Command(BaseCommand):
    """Verifies every chain, payload and seal; ends with 1 at the first broken link."""

    help = "Verify the audit trail and name the first broken link."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tells what was verified; raises CommandError at a break."""
        trail = verify()
        if trail.broken:
            raise CommandError(f"broken at {trail.broken}")
        told = f"{trail.events} events of {trail.cases} cases and {trail.seals} daily seals hold."
        self.stdout.write(f"{told} Last seal: {trail.last_seal or 'none yet'}")
