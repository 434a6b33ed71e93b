"""The SKY call and Iisalmi's application to it, at the moment at which the demo begins."""

from collections.abc import Iterator
from typing import Any

import pytest

from grants.models import Application, Call
from sky_portal import clock
from tests import kept
from tests.grants import factories


@pytest.fixture
def standing() -> Iterator[None]:
    """The clock stands in the middle of the call."""
    with clock.standing_at(factories.OPEN):
        yield


@pytest.fixture
def call(db: None, standing: None) -> Call:
    """The SKY call, open."""
    return factories.make_call()


@pytest.fixture
def draft(call: Call, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's draft: nothing answered, nothing budgeted."""
    return factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])


@pytest.fixture
def ready(call: Call, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's draft that lacks nothing but its sending."""
    organisation, preparer = providers["iisalmi"], cast["preparer"]
    return kept.world(
        "ready",
        lambda: factories.make_ready(call, organisation=organisation, actor=preparer),
        Application.objects.get,
    )
