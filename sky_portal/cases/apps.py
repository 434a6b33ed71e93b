from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CasesConfig(AppConfig):
    name = "sky_portal.cases"
    label = "cases"

    def ready(self) -> None:
        """Every app's workflows fill the registry as soon as all models are there."""
        autodiscover_modules("workflows")
