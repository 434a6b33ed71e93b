"""Signing in by real requests, and the mails that lie in the outbox."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sky_portal.messaging.models import Message
from tests.cast import PASSWORD


@pytest.fixture
def log_in() -> Any:
    """Posts the sign-in form: `log_in(client, email)`; the answer as it is."""

    def post(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
        query = extra.pop("query", "")
        data = {"login": email, "password": password}
        return client.post(reverse("account_login") + query, data, **extra)

    return post


@pytest.fixture
def mails(db: None) -> Any:
    """The messages to an address, oldest first."""

    def to(address: str) -> list[Message]:
        return list(Message.objects.filter(address=address).order_by("created_at"))

    return to


@pytest.fixture
def link_in() -> Any:
    """The path of the first link in a message."""

    def find(message: Message) -> str:
        found = re.search(r"https?://[^/\s]+(/\S+)", message.text)
        assert found, message.text
        return found.group(1)

    return find
