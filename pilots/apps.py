from typing import Any

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """Who: tells the kernel who may read what hangs on a pilot's case."""

    name = "pilots"

    def ready(self) -> None:
        """Registers the readers of a pilot's documents, messages and jobs."""
        from sky_portal.cases.access import register

        register("pilot", _sees_pilot)


def _sees_pilot(user: Any, case: Any) -> bool:
    from pilots.models import Pilot

    return Pilot.objects.visible_to(user).filter(case=case).exists()
