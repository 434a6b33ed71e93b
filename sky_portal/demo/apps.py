from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The rehearsal: named moments, a clock that moves, sign-ins that everyone may use."""

    name = "sky_portal.demo"
    label = "demo"
