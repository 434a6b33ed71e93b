"""`manage.py write_docs`: writes docs/states.md and docs/access.md from the tables and the rules."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sky_portal.cases.handbook import pages


class Command(BaseCommand):
    """Writes the generated pages; the world they are judged on is rolled back."""

    help = "Write docs/states.md and docs/access.md from the workflows and rules."

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes every page that differs, and names it."""
        for name, text in pages().items():
            path = settings.BASE_DIR / "docs" / name
            if not path.exists() or path.read_text() != text:
                path.write_text(text)
                self.stdout.write(f"docs/{name} written")
