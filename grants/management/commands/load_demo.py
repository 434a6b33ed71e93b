"""`manage.py load_demo`: everything a rehearsal begins with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grants.demo.moments import START
from grants.demo.story import tell
from sky_portal.accounts.cast import DEMO_PASSWORD
from sky_portal.demo import moments, services


class Command(BaseCommand):
    """Loads register, cast, call and applications, and sets the demo's clock; repeatable."""

    help = "Loads the demo story. Running it again keeps everything that has been done since."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tells the story once; the clock is set only where it has not been set before."""
        if not settings.DEMO:
            raise CommandError("SKY_DEMO=1 is needed: invented applications have no place among real ones")
        tell(DEMO_PASSWORD)
        clock_file = settings.DEMO_CLOCK_FILE
        if settings.EMBEDDED and clock_file and not clock_file.exists():
            services.stand(moments.get(START))
        self.stdout.write("Demo story: loaded.")
