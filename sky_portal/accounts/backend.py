"""Who a session belongs to: allauth's backend with a query that is composed once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from sky_portal.accounts.models import User
from sky_portal.prepared import Prepared

BY_KEY = Prepared(lambda key: User.objects.filter(pk=key), key=-1)


class Backend(AuthenticationBackend):
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The person while their account is in use, read at every page."""
        found = BY_KEY(key=int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None
