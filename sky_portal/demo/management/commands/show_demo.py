"""Prints the demo's date and its sign-ins, a role a line."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from sky_portal import clock
from sky_portal.accounts.cast import CHARACTERS, DEMO_PASSWORD
from sky_portal.accounts.models import Membership
from sky_portal.demo import moments


class Command(BaseCommand):
    """What `make run` shows when the portal is open."""

    help = "Prints the demo's date and its sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """The table."""
        with translation.override("en"):
            now = clock.now().astimezone(clock.HELSINKI)
            moment = moments.current()
            named = f" ({moment.name})" if moment else ""
            self.stdout.write(f"  The portal's clock: {now:%d.%m.%Y %H:%M} Helsinki time{named}")
            self.stdout.write(f"  Password of every sign-in: {DEMO_PASSWORD}\n")
            rows = [
                (str(m.get_role_display()), m.user.email, m.user.name, m.organisation.name)
                for m in Membership.objects.current()
                .filter(user__email__in=[character.email for character in CHARACTERS])
                .select_related("user", "organisation")
                .order_by("pk")
            ]
            widths = [max(len(row[column]) for row in rows) for column in range(4)] if rows else []
            for row in rows:
                cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                self.stdout.write(f"  {'  '.join(cells).rstrip()}")
