from typing import Any

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """The money: tells the kernel and the pilots what only the grants know."""

    name = "grants"

    def ready(self) -> None:
        """Registers who may read the cases of calls and applications, and the demo's moments."""
        from grants.demo.moments import MOMENTS
        from grants.menu import ENTRIES
        from grants.rules import reads_sent_pilot
        from pilots.rules import register_reader
        from sky_portal.cases.access import register
        from sky_portal.demo import moments
        from sky_portal.ui import navigation

        register("application", _sees("Application"))
        register("call", _sees("Call"))
        register_reader(reads_sent_pilot)
        moments.register(MOMENTS)
        navigation.register(*ENTRIES)


def _sees(name: str) -> Any:
    def may_read(user: Any, case: Any) -> bool:
        from grants import models

        return getattr(models, name).objects.visible_to(user).filter(case=case).exists()

    return may_read
