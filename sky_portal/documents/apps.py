from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sky_portal.documents"
    label = "documents"
