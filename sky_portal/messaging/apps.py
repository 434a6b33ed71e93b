from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "sky_portal.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Puts the messages into the main menu, with the number of unread ones."""
        from sky_portal.messaging.models import count_unread
        from sky_portal.ui import navigation

        navigation.register(
            navigation.Entry(
                "messaging:inbox", _("Messages"), place=80, count=count_unread, within=("messaging:detail",)
            )
        )
