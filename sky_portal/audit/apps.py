from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sky_portal.audit"
    label = "audit"
