from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Backup and restore: an app for the sake of its two commands."""

    name = "sky_portal.backup"
    label = "backup"
