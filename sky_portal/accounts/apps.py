from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sky_portal.accounts"
    label = "accounts"
