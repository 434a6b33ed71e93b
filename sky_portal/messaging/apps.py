from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "sky_portal.messaging"
    label = "messaging"
