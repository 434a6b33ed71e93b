"""Iisalmi's application under examination, in April 2021."""

from collections.abc import Iterator
from typing import Any

import pytest

from grants.models import Application
from sky_portal import clock
from tests import kept
from tests.grants import asked


@pytest.fixture
def examined(ready: Application, cast: dict[str, Any]) -> Application:
    """Sent before the closing; the presenting officer and the registrar read it."""
    return kept.world("examined", lambda: asked.make_examined(ready, cast), Application.objects.get)


@pytest.fixture
def april(examined: Application) -> Iterator[Application]:
    """The same, a week after the closing."""
    with clock.standing_at(asked.ASKED_AT):
        yield examined
