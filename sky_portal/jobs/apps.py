from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "sky_portal.jobs"
    label = "jobs"
