"""People and organisations."""

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Tells the menu and the cases what the accounts know."""

    name = "sky_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Registers who reads an organisation's case, and the menu's word for who opens doors."""
        from django.utils.translation import gettext_lazy as _

        from sky_portal.accounts.rules import is_registrar
        from sky_portal.cases.access import register
        from sky_portal.ui import navigation

        register("organisation", _reads_organisation)
        navigation.register(
            navigation.Entry(
                "accounts:access_requests",
                _("Requests for access"),
                80,
                shown=lambda user: is_registrar.test(user, None),
                count=_waiting_requests,
                within=(
                    *("accounts:access_answer", "accounts:providers"),
                    *("accounts:provider", "accounts:add_provider"),
                ),
            ),
        )


def _reads_organisation(user: Any, case: Any) -> bool:
    from sky_portal.accounts.rules import is_registrar, manages_organisation

    organisation = getattr(case, "organisation", None)
    return organisation is not None and (
        manages_organisation.test(user, organisation) or is_registrar.test(user, organisation)
    )


def _waiting_requests(user: Any) -> int:
    from sky_portal.accounts.workflows import ACCESS_REQUEST

    return ACCESS_REQUEST.waiting(ACCESS_REQUEST.steps["grant_access"], user).count()
