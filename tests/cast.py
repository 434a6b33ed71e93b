"""The cast as fixtures: everybody knows what each of them may see."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from sky_portal.accounts.cast import CHARACTERS, create_cast, ensure_providers
from sky_portal.accounts.models import Organisation, User
from tests import kept

PASSWORD = "kevät-harju-sky-2021"


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    """Everybody by key, the visitor included."""
    people = kept.world("cast", lambda: create_cast(PASSWORD), _found)
    return {**people, "visitor": AnonymousUser()}


def _found() -> dict[str, User]:
    by_address = {user.email: user for user in User.objects.order_by("pk")}
    return {character.key: by_address[character.email] for character in CHARACTERS}


@pytest.fixture
def providers(cast: dict[str, Any]) -> dict[str, Organisation]:
    """The cast's municipalities by key: iisalmi, lapinlahti, siilinjarvi, sonkajarvi, vaasa."""
    return ensure_providers()


@dataclass
class SignedIn:
    """Makes test clients: `sign_in("preparer")` is a browser in which she is signed in."""

    cast: dict[str, Any]

    def __call__(self, key: str, **extra: Any) -> Client:
        client = Client(**extra)
        if self.cast[key].is_authenticated:
            client.force_login(self.cast[key])
        return client


@pytest.fixture
def sign_in(cast: dict[str, Any]) -> SignedIn:
    """A signed-in test client by character; the visitor's is anonymous."""
    return SignedIn(cast)


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    """A slow hash is right in production and would only cost the tests minutes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """No test inherits another's counted failures."""
    from django.core.cache import cache

    cache.clear()
