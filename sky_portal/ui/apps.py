from django.apps import AppConfig


class UiConfig(AppConfig):
    """The face: names are listed in the alphabet's order on every database."""

    name = "sky_portal.ui"
    label = "ui"

    def ready(self) -> None:
        """Teaches SQLite the alphabet before the first connection opens."""
        from sky_portal.alphabet import teach_sqlite

        teach_sqlite()
