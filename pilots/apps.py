from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """Who: tells the kernel who may read what hangs on a pilot's case."""

    name = "pilots"

    def ready(self) -> None:
        """Registers the readers of a pilot's documents, messages and jobs."""
        from pilots.eligibility import register_teams
        from pilots.teams import teams_of
        from pilots.waiting import invitation_of
        from sky_portal.accounts import waiting
        from sky_portal.cases.access import register, whoever_sees

        register_teams(teams_of)
        register("pilot", whoever_sees("pilots.pilot"))
        waiting.register("pilots:answer", invitation_of)
