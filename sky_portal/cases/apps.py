from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "sky_portal.cases"
    label = "cases"
