from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sky_portal.ui"
    label = "ui"
