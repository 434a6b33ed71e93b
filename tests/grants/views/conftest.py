"""Applications at every stage, in a call that stands open; test_public.py moves its own clock."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from grants.models import Application
from grants.services import submission as sending
from tests import kept
from tests.cast import SignedIn
from tests.grants import factories

EXAMINING = ("presenting_officer", "assessor", "decision_maker")


@pytest.fixture(autouse=True)
def _in_finnish() -> Iterator[None]:
    """Addresses are Finnish ones, whatever page the test before has opened."""
    with override("fi"):
        yield


@pytest.fixture
def preparer(sign_in: SignedIn, standing: None) -> Client:
    """Iisalmi's preparer at her browser."""
    return sign_in("preparer")


@pytest.fixture
def signatory(sign_in: SignedIn, standing: None) -> Client:
    """Iisalmi's signatory at his browser."""
    return sign_in("signatory")


@pytest.fixture
def officer(sign_in: SignedIn, standing: None) -> Client:
    """The ministry's presenting officer at her browser."""
    return sign_in("presenting_officer")


@pytest.fixture
def arrived(ready: Application, cast: dict[str, Any]) -> Application:
    """Iisalmi's application, sent; those who examine it have declared."""

    def sent() -> Application:
        sending.submit(ready, actor=cast["signatory"])
        ready.refresh_from_db()
        factories.declare_free(ready, *(cast[key] for key in EXAMINING))
        return ready

    return kept.world("arrived", sent, Application.objects.get)


@pytest.fixture
def another(call: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Callable[..., Application]:
    """One more application of Iisalmi's that has been sent."""

    def made(name: str, **fields: Any) -> Application:
        sent = factories.make_sent(
            call,
            organisation=providers["iisalmi"],
            actor=cast["preparer"],
            signatory=cast["signatory"],
            name=name,
            **fields,
        )
        factories.declare_free(sent.application, *(cast[key] for key in EXAMINING))
        return sent.application

    return made


@pytest.fixture
def costs() -> Callable[[Client, str], int]:
    """How many queries a page takes when the session has been touched already."""

    def counted(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return counted
