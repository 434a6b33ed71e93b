from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "sky_portal.audit"
    label = "audit"

    def ready(self) -> None:
        """Protects every app's append-only tables, also where this app stands before it."""
        from sky_portal.audit.append_only import install_after_migrate

        post_migrate.connect(install_after_migrate, dispatch_uid="append-only triggers")
